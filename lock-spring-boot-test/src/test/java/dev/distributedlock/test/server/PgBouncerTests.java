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

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PgBouncer}.
 *
 * @author The Distributed Lock authors
 */
class PgBouncerTests {

	@Test
	void clientsShareASession() {
		try (TestDatabase database = DatabaseProduct.POSTGRESQL.createDatabase();
				PgBouncer bouncer = PgBouncer.inFrontOf(database)) {
			SingleConnectionDataSource one = connect(database, bouncer);
			SingleConnectionDataSource two = connect(database, bouncer);
			assertThat(List.of(session(one), session(two)))
				.allSatisfy((pid) -> assertThat(pid).isEqualTo(session(one)));
			one.destroy();
			two.destroy();
		}
	}

	private static SingleConnectionDataSource connect(TestDatabase database, PgBouncer bouncer) {
		return new SingleConnectionDataSource(database.urlThrough(bouncer.port()), database.user(), database.password(),
				true);
	}

	private static Integer session(SingleConnectionDataSource client) {
		Integer pid = new JdbcTemplate(client).queryForObject("SELECT pg_backend_pid()", Integer.class);
		assertThat(pid).isNotNull();
		return pid;
	}

}
