// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * A foreign transaction that goes on only when the test says so, and keeps what it locked
 * until then.
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
