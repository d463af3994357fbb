// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The connections that locks have for themselves. Not a {@link DataSource} bean, which
 * the application would notice.
 */
final class LockDataSource implements DisposableBean {

	private static final int SMALLEST_LISTENING_POOL = 3;

	private final DataSource original;

	private final DataSource forLocks;

	/**
	 * All connections but one, which is left for renewals, and the one that listens. No
	 * limit where that makes less than one, or the size is unknown.
	 */
	private final int maxConcurrency;

	/**
	 * Whether there is a connection that can be kept to listen for releases.
	 */
	private final boolean listening;

	private final boolean marked;

	private LockDataSource(DataSource original, DataSource forLocks, int maxConcurrency, boolean listening,
			boolean marked) {
		this.original = original;
		this.forLocks = forLocks;
		this.maxConcurrency = Math.max(0, maxConcurrency);
		this.listening = listening;
		this.marked = marked;
	}

	static LockDataSource create(ObjectProvider<DataSource> dataSources, ObjectProvider<DataSource> lockDataSources,
			DistributedLockJdbcProperties properties) {
		DataSource marked = lockDataSources.getIfAvailable();
		if (marked != null) {
			return marked(marked, properties);
		}
		DataSource shared = dataSources.getIfUnique();
		if (shared == null) {
			throw new LockSetupException(
					"Distributed locks are kept in a SQL database, but there are several DataSource beans"
							+ " and none of them is the primary one.",
					"Mark the DataSource that locks shall use with @DistributedLockDataSource,"
							+ " or the application's default with @Primary.");
		}
		DataSource derived = DerivedDataSource.from(shared, properties);
		return (derived != null)
				? new LockDataSource(shared, derived, properties.getConnections() - 1, properties.isWakeUp(), false)
				: new LockDataSource(shared, shared, 0, false, false);
	}

	private static LockDataSource marked(DataSource marked, DistributedLockJdbcProperties properties) {
		int size = DerivedDataSource.sizeOf(marked);
		boolean listening = properties.isWakeUp() && (size == 0 || size >= SMALLEST_LISTENING_POOL);
		boolean takesOne = listening && DerivedDataSource.isPostgres(marked);
		return new LockDataSource(marked, marked, size - (takesOne ? 2 : 1), listening, true);
	}

	/**
	 * Whether a data source is there for locks alone, by the will of the application.
	 */
	boolean isMarked(DataSource dataSource) {
		return this.marked && dataSource == this.original;
	}

	/**
	 * Where the lock table is.
	 */
	DataSource original() {
		return this.original;
	}

	/**
	 * Connections to the same database for locks alone.
	 */
	DataSource forLocks() {
		return this.forLocks;
	}

	/**
	 * The pool that locks have for themselves.
	 * @return the pool; null if they have none, or it is the application's
	 */
	@Nullable HikariLockPool ownPool() {
		return (this.forLocks instanceof HikariLockPool pool) ? pool : null;
	}

	/**
	 * For how long to listen for releases after a caller has last waited.
	 */
	Duration listenTime() {
		return this.listening ? JdbcLockStoreOptions.STANDARD_LISTEN_TIME : Duration.ZERO;
	}

	int maxConcurrency() {
		return this.maxConcurrency;
	}

	@Override
	public void destroy() throws Exception {
		if (this.forLocks != this.original && this.forLocks instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

}
