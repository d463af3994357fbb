// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;
import java.util.Collection;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Guards transactions in the database in which a {@link JdbcLockStore} keeps its locks,
 * by a row lock in the committing transaction itself.
 *
 * @since 0.1.0
 */
public final class JdbcCommitGuard implements CommitGuard {

	private final JdbcLockStore store;

	private final GuardedDataSources dataSources;

	private JdbcCommitGuard(JdbcLockStore store, GuardedDataSources dataSources) {
		this.store = store;
		this.dataSources = dataSources;
	}

	/**
	 * Create a new guard. Connects, to find out which transactions are in the database of
	 * the store. What cannot be found out now is tried again when transactions commit.
	 * @param store keeps the locks
	 * @param dataSources those of the application
	 * @return the guard
	 */
	public static JdbcCommitGuard create(JdbcLockStore store, Collection<DataSource> dataSources) {
		return new JdbcCommitGuard(store, new GuardedDataSources(store, dataSources));
	}

	@Override
	public Result check(Acquisition acquisition, Duration remaining) {
		for (DataSource dataSource : this.dataSources.sameDatabase()) {
			ConnectionHolder holder = holder(dataSource);
			Result result = (holder != null) ? this.store.guard(holder.getConnection(), acquisition, remaining)
					: Result.NOT_INVOLVED;
			if (result != Result.NOT_INVOLVED) {
				return result;
			}
		}
		this.dataSources.tryAgain();
		return Result.NOT_INVOLVED;
	}

	private static @Nullable ConnectionHolder holder(DataSource dataSource) {
		return (TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder) ? holder
				: null;
	}

}
