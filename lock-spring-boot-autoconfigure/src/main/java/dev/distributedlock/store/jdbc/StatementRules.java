// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * How the statements of a database are bounded in time, and what their warnings mean.
 */
@FunctionalInterface
interface StatementRules {

	/**
	 * Bounds a statement by JDBC's own means, which knows whole seconds.
	 */
	StatementRules STANDARD = (statement, timeout) -> statement
		.setQueryTimeout((int) ((timeout.toMillis() + 999) / 1000));

	/**
	 * Does not bound a statement.
	 */
	StatementRules UNBOUNDED = (statement, timeout) -> {
	};

	/**
	 * Lets the server end a statement that takes too long. If only the client gave it up,
	 * it would continue to wait for a row, and take the lock for a caller that is gone.
	 */
	void limit(Statement statement, Duration timeout) throws SQLException;

	/**
	 * Checks the outcome of a statement that has not failed.
	 * @throws SQLException if it may be undone later
	 */
	default void checkOutcome(Statement statement) throws SQLException {
	}

}
