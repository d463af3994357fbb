// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PgBouncer}.
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
