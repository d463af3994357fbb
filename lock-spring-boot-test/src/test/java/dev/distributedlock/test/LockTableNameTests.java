// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.autoconfigure.JdbcLockStoreAutoConfiguration;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the names that the lock table can have, from its creation to its use.
 */
class LockTableNameTests {

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL_PREVIOUS")
	void anyNameWillDo(DatabaseProduct product) {
		try (TestDatabase database = product.createDatabase()) {
			String schema = createSchema(database);
			for (String table : new String[] { "distributed_lock", "Own_Locks2", "own-locks", "2own$locks", "\"order\"",
					"\"Mixed Case\"", "\"select\"" }) {
				assertUsable(database, table);
				assertUsable(database, "\"" + schema + "\"." + table);
			}
		}
	}

	/**
	 * With MySQL and MariaDB, a schema is what others call a database.
	 */
	private static String createSchema(TestDatabase database) {
		String schema = database.name() + "-Locks";
		String quote = switch (database.product()) {
			case MARIADB, MYSQL -> "`";
			default -> "\"";
		};
		database.execute("CREATE SCHEMA " + quote + schema + quote);
		return schema;
	}

	private static void assertUsable(TestDatabase database, String table) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + database.url(),
					"spring.datasource.username=" + database.user(),
					"spring.datasource.password=" + database.password(), "distributed-lock.jdbc.table-name=" + table,
					"distributed-lock.jdbc.initialize-schema=always")
			.run((context) -> {
				assertThat(context).as(table).hasNotFailed();
				LockStore store = context.getBean(JdbcLockStore.class);
				Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
				StoreTests.grant(store, acquisition);
				StoreTests.renew(store, acquisition, StoreTests.LONGER);
				assertThat(store.find(acquisition.locks())).hasSize(1);
				assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
				store.removeUnused(Duration.ZERO);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a.b.c", "a.", ".a", "a;b", "a--b", "\"a--b\"", "a\"", "\"a", "\"\"",
			"\"a\"\"b\"", "`a`", "'a'", "a/*b", "a\\b", "\"a;b\"", "\"a.b\"", "a\nb", "ä" })
	void whatIsNoNameIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> JdbcLockStoreOptions.checkTableName(name))
			.withMessageContaining("is not a table name");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\'', value = { "distributed_lock, distributed_lock", "Locks, Locks", "s.t, s.t",
			"my-locks, <my-locks>", "s-1.\"T\", <s-1>.<T>", "\"s\".t, <s>.t", "1t, <1t>" })
	void onlyWhatNeedsItIsQuoted(String name, String sql) {
		assertThat(JdbcLockStoreOptions.quoteTableName(name, "|").replaceAll("\\|([^|]+)\\|", "<$1>")).isEqualTo(sql);
	}

}
