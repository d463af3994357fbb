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
import java.sql.Statement;
import java.time.Duration;

/**
 * How the statements of a database are bounded in time, and what their warnings mean.
 *
 * @author The Distributed Lock authors
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
