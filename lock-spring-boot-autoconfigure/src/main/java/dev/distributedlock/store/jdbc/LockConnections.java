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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Runs operations on connections in autocommit, each within a bounded time. Deliberately
 * not a {@code JdbcTemplate}: that joins a transaction of the current thread, or keeps
 * the connection until it ends.
 *
 * @author The Distributed Lock authors
 */
final class LockConnections {

	private static final Log logger = LogFactory.getLog(LockConnections.class);

	private static final SQLExceptionTranslator translator = new SQLExceptionSubclassTranslator();

	private final DataSource dataSource;

	private final Duration timeout;

	private final boolean statementTimeout;

	private final @Nullable Semaphore permits;

	private boolean setReadCommitted;

	private volatile boolean networkTimeoutSupported = true;

	LockConnections(DataSource dataSource, JdbcLockStoreOptions options, boolean statementTimeout) {
		this.dataSource = dataSource;
		this.timeout = options.operationTimeout();
		this.statementTimeout = statementTimeout;
		this.permits = (options.maxConcurrency() > 0) ? new Semaphore(options.maxConcurrency(), true) : null;
	}

	/**
	 * The innermost data source that takes no part in transactions: a proxy that does
	 * would hand out the connection of the application's transaction.
	 */
	static DataSource outsideOfTransactions(DataSource dataSource) {
		DataSource outside = dataSource;
		DataSource current = dataSource;
		while (current instanceof DelegatingDataSource proxy && proxy.getTargetDataSource() != null) {
			current = proxy.getTargetDataSource();
			outside = (proxy instanceof TransactionAwareDataSourceProxy) ? current : outside;
		}
		return outside;
	}

	/**
	 * Have operations run in {@code READ COMMITTED}. That takes a round trip more for
	 * each, unless it is what the connections are set to.
	 */
	LockConnections inReadCommitted() {
		int isolation = execute("find out the isolation of transactions", LockStatements::isolation);
		if (isolation > Connection.TRANSACTION_READ_COMMITTED) {
			this.setReadCommitted = true;
			logger.warn("Locks run in READ COMMITTED, which is not what their connections are set to."
					+ " Setting it costs each operation another round trip to the database."
					+ " Give locks a DataSource that is set to TRANSACTION_READ_COMMITTED.");
		}
		return this;
	}

	/**
	 * Run an operation when its turn has come.
	 */
	<T extends @Nullable Object> T execute(String task, Operation<T> operation) {
		return execute(task, this.timeout, operation);
	}

	/**
	 * Run an operation when its turn has come.
	 * @param limit after how long its result would be of no use, which may be sooner than
	 * the time-out
	 */
	<T extends @Nullable Object> T execute(String task, Duration limit, Operation<T> operation) {
		Semaphore permits = this.permits;
		if (permits == null) {
			return executeUrgently(task, limit, operation);
		}
		await(permits, task);
		try {
			return executeUrgently(task, limit, operation);
		}
		finally {
			permits.release();
		}
	}

	private void await(Semaphore permits, String task) {
		boolean interrupted = false;
		long until = System.nanoTime() + this.timeout.toNanos();
		try {
			while (true) {
				try {
					if (permits.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
						return;
					}
					throw new LockStoreException("Failed to " + task + ": no connection became free for "
							+ this.timeout.toMillis() + "ms (see distributed-lock.jdbc.connections)", null);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Run an operation that does not wait for its turn.
	 */
	<T extends @Nullable Object> T executeUrgently(String task, Duration limit, Operation<T> operation) {
		Duration timeout = (limit.compareTo(this.timeout) < 0) ? limit : this.timeout;
		try (Connection connection = this.dataSource.getConnection()) {
			boolean autoCommit = connection.getAutoCommit();
			int networkTimeout = limitNetwork(connection, timeout);
			if (!autoCommit) {
				connection.setAutoCommit(true);
			}
			try {
				LockStatements statements = statements(connection, timeout);
				if (this.setReadCommitted) {
					statements.update("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
				}
				return operation.run(statements);
			}
			finally {
				restore(connection, autoCommit, networkTimeout);
			}
		}
		catch (SQLException ex) {
			throw failure(task, ex);
		}
	}

	LockStatements statements(Connection connection) {
		return statements(connection, this.timeout);
	}

	/**
	 * Time-outs of statements are in whole seconds.
	 */
	private LockStatements statements(Connection connection, Duration timeout) {
		return new LockStatements(connection, this.statementTimeout ? (int) ((timeout.toMillis() + 999) / 1000) : 0);
	}

	LockStoreException failure(String task, SQLException ex) {
		return new LockStoreException("Failed to " + task, translate(task, ex));
	}

	/**
	 * Bound the wait for the network, by a little more than the wait for the server.
	 * @return the time-out that was set before, or -1 if that is not supported
	 */
	private int limitNetwork(Connection connection, Duration timeout) throws SQLException {
		if (this.networkTimeoutSupported) {
			try {
				int previous = connection.getNetworkTimeout();
				connection.setNetworkTimeout(Runnable::run, (int) timeout.toMillis() + 500);
				return previous;
			}
			catch (SQLFeatureNotSupportedException ex) {
				this.networkTimeoutSupported = false;
			}
		}
		return -1;
	}

	/**
	 * Leave the connection as it was: not every pool does that, and it may be the
	 * application's.
	 */
	private static void restore(Connection connection, boolean autoCommit, int networkTimeout) {
		try {
			if (!autoCommit) {
				connection.setAutoCommit(false);
			}
			if (networkTimeout >= 0) {
				connection.setNetworkTimeout(Runnable::run, networkTimeout);
			}
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be restored, so it is broken and of no more use", ex);
		}
	}

	private static DataAccessException translate(String task, SQLException ex) {
		DataAccessException translated = translator.translate(task, null, ex);
		return (translated != null) ? translated : new UncategorizedSQLException(task, null, ex);
	}

	/**
	 * An operation on a connection.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	interface Operation<T extends @Nullable Object> {

		T run(LockStatements statements) throws SQLException;

	}

}
