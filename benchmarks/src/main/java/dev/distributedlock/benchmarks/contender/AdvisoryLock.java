// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * The advisory lock of a PostgreSQL session: nothing is written, and the server itself
 * wakes the first who waits.
 */
final class AdvisoryLock {

	private final DataSource dataSource;

	AdvisoryLock(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	Held acquire(String key) throws SQLException {
		Connection connection = this.dataSource.getConnection();
		execute(connection, "SELECT pg_advisory_lock(?)", key);
		return () -> {
			execute(connection, "SELECT pg_advisory_unlock(?)", key);
			connection.close();
		};
	}

	private static void execute(Connection connection, String sql, String key) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setLong(1, key.hashCode());
			statement.execute();
		}
	}

}
