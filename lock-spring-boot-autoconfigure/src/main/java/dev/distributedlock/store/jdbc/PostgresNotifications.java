// SPDX-License-Identifier: Apache-2.0

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
