// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowMapper;

/**
 * Executes statements on one connection.
 */
final class LockStatements {

	private final Connection connection;

	private final StatementRules rules;

	private final Duration timeout;

	/**
	 * Create new statements.
	 * @param connection where to execute them
	 * @param rules how the database bounds them
	 * @param timeout after how long they end
	 */
	LockStatements(Connection connection, StatementRules rules, Duration timeout) {
		this.connection = connection;
		this.rules = rules;
		this.timeout = timeout;
	}

	/**
	 * Execute an update.
	 * @param parameters in order; a list stands for one parameter for each element
	 */
	int update(String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			int count = prepare(statement, parameters).executeUpdate();
			this.rules.checkOutcome(statement);
			return count;
		}
	}

	/**
	 * Execute an update that tells a number by {@code LAST_INSERT_ID(…)}, whenever it
	 * changes anything. Where the table has a trigger, the answer is without it, but the
	 * session has kept it.
	 * @param parameters in order; a list stands for one parameter for each element
	 * @return the number; zero if there is none
	 */
	long updateForKey(String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
			int count = prepare(statement, parameters).executeUpdate();
			this.rules.checkOutcome(statement);
			long key = key(statement);
			return (key == 0 && count > 0) ? query("SELECT LAST_INSERT_ID()", (rs, row) -> rs.getLong(1)).get(0) : key;
		}
	}

	private static long key(PreparedStatement statement) throws SQLException {
		try (ResultSet rs = statement.getGeneratedKeys()) {
			return rs.next() ? rs.getLong(1) : 0;
		}
	}

	/**
	 * Execute a query. Statements before it have no result, and no parameters.
	 * @param parameters in order; a list stands for one parameter for each element
	 */
	<T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			boolean result = prepare(statement, parameters).execute();
			while (!result && statement.getUpdateCount() >= 0) {
				result = statement.getMoreResults();
			}
			List<T> rows = map(statement, mapper);
			this.rules.checkOutcome(statement);
			return rows;
		}
	}

	private static <T> List<T> map(Statement statement, RowMapper<T> mapper) throws SQLException {
		try (ResultSet rs = statement.getResultSet()) {
			List<T> rows = new ArrayList<>();
			while (rs.next()) {
				rows.add(mapper.mapRow(rs, rows.size()));
			}
			return rows;
		}
	}

	Array array(String type, List<?> elements) throws SQLException {
		return this.connection.createArrayOf(type, elements.toArray());
	}

	/**
	 * The connection as the type of a driver.
	 * @return null if it is from another driver
	 */
	<T> @Nullable T unwrap(Class<T> type) throws SQLException {
		return this.connection.isWrapperFor(type) ? this.connection.unwrap(type) : null;
	}

	String productName() throws SQLException {
		return this.connection.getMetaData().getDatabaseProductName();
	}

	int isolation() throws SQLException {
		return this.connection.getTransactionIsolation();
	}

	private PreparedStatement prepare(PreparedStatement statement, Object... parameters) throws SQLException {
		this.rules.limit(statement, this.timeout);
		int index = 0;
		for (Object parameter : parameters) {
			if (parameter instanceof List<?> list) {
				for (Object element : list) {
					statement.setObject(++index, element);
				}
			}
			else {
				statement.setObject(++index, parameter);
			}
		}
		return statement;
	}

}
