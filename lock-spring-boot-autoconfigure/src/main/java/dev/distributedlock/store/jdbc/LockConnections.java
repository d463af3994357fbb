// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.jdbc.ConnectionPermits.Priority;

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
 */
final class LockConnections {

	private static final Log logger = LogFactory.getLog(LockConnections.class);

	private static final SQLExceptionTranslator translator = new SQLExceptionSubclassTranslator();

	/**
	 * By how much the network may be later than the server.
	 */
	private static final Duration LONGEST_MARGIN = Duration.ofMillis(500);

	private final DataSource dataSource;

	private final Duration timeout;

	private final StatementRules rules;

	private final @Nullable ConnectionPermits permits;

	private boolean setReadCommitted;

	private volatile boolean networkTimeoutSupported = true;

	LockConnections(DataSource dataSource, JdbcLockStoreOptions options, StatementRules rules) {
		this.dataSource = dataSource;
		this.timeout = options.operationTimeout();
		this.rules = rules;
		this.permits = (options.maxConcurrency() > 0) ? new ConnectionPermits(options.maxConcurrency()) : null;
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
	 * Run an operation when its turn has come, before all requests for locks.
	 */
	<T extends @Nullable Object> T execute(String task, Operation<T> operation) {
		return execute(task, this.timeout, Priority.HIGH, operation);
	}

	/**
	 * Run an operation when its turn has come.
	 * @param limit after how long its result would be of no use, which may be sooner than
	 * the time-out
	 */
	<T extends @Nullable Object> T execute(String task, Duration limit, Priority priority, Operation<T> operation) {
		ConnectionPermits permits = this.permits;
		Duration timeout = shorter(limit, this.timeout);
		if (permits == null) {
			return execute(task, timeout, LONGEST_MARGIN, operation);
		}
		if (!permits.tryAcquire(priority, timeout.toNanos())) {
			throw new RequestNotSentException("Failed to " + task + ": no connection became free for "
					+ timeout.toMillis() + "ms (see distributed-lock.jdbc.connections)", null);
		}
		try {
			return execute(task, timeout, LONGEST_MARGIN, operation);
		}
		finally {
			permits.release();
		}
	}

	/**
	 * Run an operation that does not wait for its turn, and is worth another try soon
	 * after its limit.
	 */
	<T extends @Nullable Object> T executeUrgently(String task, Duration limit, Operation<T> operation) {
		Duration timeout = shorter(limit, this.timeout);
		return execute(task, timeout, shorter(timeout.dividedBy(4), LONGEST_MARGIN), operation);
	}

	private <T extends @Nullable Object> T execute(String task, Duration timeout, Duration margin,
			Operation<T> operation) {
		boolean sent = false;
		try (Connection connection = this.dataSource.getConnection()) {
			boolean autoCommit = connection.getAutoCommit();
			int networkTimeout = limitNetwork(connection, timeout.plus(margin));
			if (!autoCommit) {
				connection.setAutoCommit(true);
			}
			try {
				LockStatements statements = statements(connection, timeout);
				if (this.setReadCommitted) {
					statements.update("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
				}
				sent = true;
				return operation.run(statements);
			}
			finally {
				restore(connection, autoCommit, networkTimeout);
			}
		}
		catch (SQLException ex) {
			throw sent ? failure(task, ex) : new RequestNotSentException("Failed to " + task, translate(task, ex));
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	LockStatements statements(Connection connection) {
		return statements(connection, this.timeout);
	}

	private LockStatements statements(Connection connection, Duration timeout) {
		return new LockStatements(connection, this.rules, timeout);
	}

	LockStoreException failure(String task, SQLException ex) {
		return new LockStoreException("Failed to " + task, translate(task, ex));
	}

	/**
	 * Bound the wait for the network. It is longer than the wait for the server: a
	 * statement that the server has ended leaves a connection that can be used again.
	 * @return the time-out that was set before, or -1 if that is not supported
	 */
	private int limitNetwork(Connection connection, Duration timeout) throws SQLException {
		if (this.networkTimeoutSupported) {
			try {
				int previous = connection.getNetworkTimeout();
				connection.setNetworkTimeout(Runnable::run, (int) timeout.toMillis());
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
