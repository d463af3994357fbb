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

package dev.distributedlock.test.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * A foreign transaction that goes on only when the test says so, and keeps what it locked
 * until then.
 *
 * @author The Distributed Lock authors
 */
public final class OpenTransaction implements AutoCloseable {

	private final Connection connection;

	private OpenTransaction(Connection connection) {
		this.connection = connection;
	}

	static OpenTransaction begin(DataSource dataSource) {
		try {
			Connection connection = dataSource.getConnection();
			connection.setAutoCommit(false);
			return new OpenTransaction(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Execute a statement, for example {@code SELECT … FOR UPDATE}.
	 * @param sql the statement
	 * @param arguments its arguments
	 * @return how many rows it found or changed
	 */
	public int execute(String sql, Object... arguments) {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			for (int i = 0; i < arguments.length; i++) {
				statement.setObject(i + 1, arguments[i]);
			}
			return statement.execute() ? count(statement.getResultSet()) : statement.getUpdateCount();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int count(ResultSet rows) throws SQLException {
		int count = 0;
		while (rows.next()) {
			count++;
		}
		return count;
	}

	/**
	 * Roll back.
	 */
	@Override
	public void close() {
		try (Connection connection = this.connection) {
			connection.rollback();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
