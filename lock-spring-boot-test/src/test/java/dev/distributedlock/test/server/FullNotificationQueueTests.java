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

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link FullNotificationQueue}.
 *
 * @author The Distributed Lock authors
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
