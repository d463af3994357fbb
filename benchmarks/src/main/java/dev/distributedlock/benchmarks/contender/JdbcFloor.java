// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.benchmarks.server.Database;

/**
 * One upsert plus one update, each in autocommit, by bare JDBC.
 */
final class JdbcFloor {

	private final String owner = UUID.randomUUID().toString();

	private final DataSource dataSource;

	private final String upsert;

	private final String update;

	JdbcFloor(DataSource dataSource, Database database) {
		this.dataSource = dataSource;
		this.upsert = database.floorUpsert();
		this.update = database.floorUpdate();
	}

	@Nullable Held acquire(String key) throws SQLException {
		return execute(this.upsert, key) ? () -> execute(this.update, key) : null;
	}

	private boolean execute(String sql, String key) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setString(1, key);
			statement.setString(2, this.owner);
			return statement.executeUpdate() == 1;
		}
	}

}
