// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link FullNotificationQueue}.
 */
class FullNotificationQueueTests {

	@Test
	void noNotificationIsAcceptedUntilTheQueueIsClosed() {
		try (DatabaseServer server = DatabaseProduct.POSTGRESQL.startServer();
				TestDatabase database = server.createDatabase()) {
			try (FullNotificationQueue queue = FullNotificationQueue.fill(database)) {
				assertThat(queue).isNotNull();
				assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> send(database))
					.withMessageContaining("too many notifications");
			}
			send(database);
		}
	}

	private static void send(TestDatabase database) {
		database.queryForString("SELECT repeat('x', 7900) FROM pg_notify('sample', repeat('x', 7900))");
	}

}
