/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard;

import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Guards transactions in the database in which a {@link JdbcLockStore} keeps its locks,
 * by a row lock in the committing transaction itself.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class JdbcCommitGuard implements CommitGuard {

	private static final Log logger = LogFactory.getLog(JdbcCommitGuard.class);

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final JdbcLockStore store;

	private final List<DataSource> sameDatabase;

	private JdbcCommitGuard(JdbcLockStore store, List<DataSource> sameDatabase) {
		this.store = store;
		this.sameDatabase = sameDatabase;
	}

	/**
	 * Create a new guard. Connects, to find out which transactions are in the database of
	 * the store.
	 * @param store keeps the locks
	 * @param dataSources those of the application
	 * @return the guard
	 */
	public static JdbcCommitGuard create(JdbcLockStore store, Collection<DataSource> dataSources) {
		Map<DataSource, Future<Boolean>> probes = new LinkedHashMap<>();
		dataSources.forEach((dataSource) -> probes.put(dataSource, probe(store, dataSource)));
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		List<DataSource> sameDatabase = probes.keySet()
			.stream()
			.filter((dataSource) -> isSuccessful(probes.get(dataSource), deadline))
			.map(JdbcCommitGuard::resource)
			.toList();
		logger.info("Transactions of " + sameDatabase.size() + " of " + dataSources.size()
				+ " data sources are in the database that keeps the locks: their commits are guarded by a row lock"
				+ (sameDatabase.size() < dataSources.size() ? ", others by asking the store before the commit" : ""));
		return new JdbcCommitGuard(store, sameDatabase);
	}

	/**
	 * On a thread of its own: a database that has nothing to do with locks, and is down,
	 * must not keep the application from starting.
	 */
	private static Future<Boolean> probe(JdbcLockStore store, DataSource dataSource) {
		FutureTask<Boolean> probe = new FutureTask<>(
				() -> !isRouting(dataSource) && store.sharesDatabaseWith(dataSource));
		Thread thread = new Thread(probe, "distributed-lock-probe");
		thread.setDaemon(true);
		thread.start();
		return probe;
	}

	private static boolean isSuccessful(Future<Boolean> probe, long deadline) {
		try {
			return probe.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			if (ex.getCause() instanceof LockStoreException failure
					&& failure.getCause() instanceof BadSqlGrammarException) {
				logger.debug("There is no lock table that a data source leads to", failure);
			}
			else {
				logger
					.warn("It could not be found out whether a data source leads to the database of the locks: commits"
							+ " of its transactions are guarded by asking the store", ex);
			}
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Whether the database depends on who asks, behind whatever proxy.
	 */
	private static boolean isRouting(DataSource dataSource) throws SQLException {
		return dataSource.isWrapperFor(AbstractRoutingDataSource.class);
	}

	/**
	 * What a transaction manager binds the connection to.
	 */
	private static DataSource resource(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

	@Override
	public Result check(Acquisition acquisition, Duration remaining) {
		for (DataSource dataSource : this.sameDatabase) {
			ConnectionHolder holder = holder(dataSource);
			Result result = (holder != null) ? this.store.guard(holder.getConnection(), acquisition, remaining)
					: Result.NOT_INVOLVED;
			if (result != Result.NOT_INVOLVED) {
				return result;
			}
		}
		return Result.NOT_INVOLVED;
	}

	private static @Nullable ConnectionHolder holder(DataSource dataSource) {
		return (TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder) ? holder
				: null;
	}

}
