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

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PostgresPair}.
 *
 * @author The Distributed Lock authors
 */
class PostgresPairTests {

	@Test
	void theStandbyHasWhatThePrimaryHasAcknowledged() {
		try (PostgresPair pair = PostgresPair.start()) {
			TestDatabase database = pair.primary().createDatabase();
			database.execute("CREATE TABLE sample (id INT)");
			database.execute("INSERT INTO sample (id) VALUES (1)");
			pair.failOver();
			JdbcTemplate jdbc = new JdbcTemplate(
					new DriverManagerDataSource(pair.url(database.name()), database.user(), database.password()));
			assertThat(jdbc.update("UPDATE sample SET id = 2 WHERE id = 1")).isEqualTo(1);
		}
	}

}
