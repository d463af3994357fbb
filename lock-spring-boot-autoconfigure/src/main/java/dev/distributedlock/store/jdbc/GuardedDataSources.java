// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockStoreException;

import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * The data sources whose transactions are in the database of the locks. They are found by
 * trying. A data source that could not be tried, because its server is down or only reads
 * for example, is tried again later.
 */
final class GuardedDataSources {

	private static final Log logger = LogFactory.getLog(GuardedDataSources.class);

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(30);

	private final JdbcLockStore store;

	private final List<DataSource> sameDatabase = new CopyOnWriteArrayList<>();

	private final List<DataSource> untried = new CopyOnWriteArrayList<>();

	private final long retryInterval;

	private final AtomicLong nextRetry;

	private volatile boolean warned;

	GuardedDataSources(JdbcLockStore store, Collection<DataSource> dataSources) {
		this(store, dataSources, RETRY_INTERVAL);
	}

	GuardedDataSources(JdbcLockStore store, Collection<DataSource> dataSources, Duration retryInterval) {
		this.store = store;
		this.retryInterval = retryInterval.toNanos();
		tryAll(dataSources);
		this.warned = true;
		this.nextRetry = new AtomicLong(System.nanoTime() + this.retryInterval);
		if (!dataSources.isEmpty()) {
			logger.info("Transactions of " + this.sameDatabase.size() + " of " + dataSources.size()
					+ " data sources are in the database that keeps the locks: their commits are guarded by a row lock"
					+ (this.sameDatabase.size() < dataSources.size() ? ", others by asking the store before the commit"
							: ""));
		}
	}

	/**
	 * What transaction managers bind the connections of these data sources to.
	 */
	List<DataSource> sameDatabase() {
		return this.sameDatabase;
	}

	/**
	 * Try what could not be tried before, from time to time and in the background.
	 */
	void tryAgain() {
		long next = this.nextRetry.get();
		long now = System.nanoTime();
		if (!this.untried.isEmpty() && now - next >= 0
				&& this.nextRetry.compareAndSet(next, now + this.retryInterval)) {
			start(new FutureTask<>(() -> {
				List<DataSource> again = new ArrayList<>(this.untried);
				this.untried.clear();
				tryAll(again);
				return null;
			}));
		}
	}

	private void tryAll(Collection<DataSource> dataSources) {
		Map<DataSource, Future<Boolean>> probes = new LinkedHashMap<>();
		dataSources.forEach((dataSource) -> probes.put(dataSource, probe(dataSource)));
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		probes.forEach((dataSource, probe) -> take(dataSource, probe, deadline));
	}

	/**
	 * On a thread of its own: a database that has nothing to do with locks, and is down,
	 * must not keep the application from starting.
	 */
	private Future<Boolean> probe(DataSource dataSource) {
		return start(new FutureTask<>(() -> !isRouting(dataSource) && this.store.sharesDatabaseWith(dataSource)));
	}

	private static <T> Future<T> start(FutureTask<T> task) {
		Thread thread = new Thread(task, "distributed-lock-probe");
		thread.setDaemon(true);
		thread.start();
		return task;
	}

	/**
	 * Whether the database depends on the caller, behind whatever proxy.
	 */
	private static boolean isRouting(DataSource dataSource) throws SQLException {
		return dataSource.isWrapperFor(AbstractRoutingDataSource.class);
	}

	private void take(DataSource dataSource, Future<Boolean> probe, long deadline) {
		try {
			if (probe.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				this.sameDatabase.add(resource(dataSource));
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			failed(dataSource, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void failed(DataSource dataSource, Exception ex) {
		if (ex.getCause() instanceof LockStoreException failure
				&& failure.getCause() instanceof BadSqlGrammarException) {
			logger.debug("There is no lock table that a data source leads to", failure);
			return;
		}
		this.untried.add(dataSource);
		String message = "It could not be found out whether a data source leads to the database of the locks: commits of"
				+ " its transactions are guarded by asking the store, until this has been found out";
		if (this.warned) {
			logger.debug(message, ex);
		}
		else {
			logger.warn(message, ex);
		}
	}

	/**
	 * What a transaction manager binds the connection to.
	 */
	private static DataSource resource(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

}
