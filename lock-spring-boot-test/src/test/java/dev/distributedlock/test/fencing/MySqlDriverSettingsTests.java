// SPDX-License-Identifier: Apache-2.0

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
