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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import org.springframework.util.ClassUtils;

/**
 * The notifications that arrive on a connection of PostgreSQL's own driver, which need
 * not be there.
 *
 * @author The Distributed Lock authors
 */
final class PostgresNotifications {

	private static final boolean DRIVER_PRESENT = ClassUtils.isPresent("org.postgresql.PGConnection",
			PostgresNotifications.class.getClassLoader());

	private final PGConnection connection;

	private PostgresNotifications(PGConnection connection) {
		this.connection = connection;
	}

	static @Nullable PostgresNotifications of(LockStatements statements) throws SQLException {
		if (!DRIVER_PRESENT) {
			return null;
		}
		PGConnection connection = statements.unwrap(PGConnection.class);
		return (connection != null) ? new PostgresNotifications(connection) : null;
	}

	/**
	 * Wait for notifications.
	 * @return what they say, empty if none has arrived in time
	 */
	List<String> await(Duration time) throws SQLException {
		PGNotification[] notifications = this.connection.getNotifications((int) time.toMillis());
		return (notifications != null) ? Arrays.stream(notifications).map(PGNotification::getParameter).toList()
				: List.of();
	}

}
