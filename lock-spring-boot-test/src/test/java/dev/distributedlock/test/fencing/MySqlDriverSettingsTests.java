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

package dev.distributedlock.test.fencing;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.distributedlock.StaleFencingTokenException;
import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdbcFencingGuard} with settings by which drivers of MySQL and MariaDB
 * report other numbers of rows, prepare statements at the server or forgive errors.
 *
 * @author The Distributed Lock authors
 */
class MySqlDriverSettingsTests {

	static Stream<Arguments> settings() {
		return Stream
			.of("useAffectedRows=true", "useAffectedRows=false", "useServerPrepStmts=true",
					"useServerPrepStmts=true&useAffectedRows=true", "sessionVariables=sql_mode=''")
			.flatMap((setting) -> Stream.of(Arguments.of(DatabaseProduct.MARIADB, "mariadb", setting),
					Arguments.of(DatabaseProduct.MARIADB, "mysql", setting),
					Arguments.of(DatabaseProduct.MYSQL, "mysql", setting)));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void refusesWhateverTheDriverReports(DatabaseProduct product, String driver, String setting) {
		TestDatabase testDatabase = product.createDatabase();
		String url = "jdbc:%s:%s%sallowPublicKeyRetrieval=true&%s".formatted(driver,
				testDatabase.url().replaceFirst("^jdbc:\\w+:", ""), testDatabase.url().contains("?") ? "&" : "?",
				setting);
		try (FencedDatabase database = new FencedDatabase(testDatabase, url)) {
			String resource = FencedDatabase.newResource();
			for (long token : List.of(10L, 10L, 11L, 11L)) {
				database.write(resource, token);
			}
			assertThatExceptionOfType(StaleFencingTokenException.class).isThrownBy(() -> database.write(resource, 10))
				.satisfies((ex) -> assertThat(ex.getSeenToken()).isEqualTo(11));
			assertThat(database.remembered(resource)).isEqualTo(11);
			database.write(resource, 12);
		}
	}

}
