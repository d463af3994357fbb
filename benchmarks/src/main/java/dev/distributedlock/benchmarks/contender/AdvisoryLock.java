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

package dev.distributedlock.benchmarks.contender;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * The advisory lock of a PostgreSQL session: nothing is written, and the server itself
 * wakes the first who waits.
 *
 * @author The Distributed Lock authors
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
