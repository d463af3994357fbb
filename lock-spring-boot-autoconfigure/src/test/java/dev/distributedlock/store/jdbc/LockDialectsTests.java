// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link LockDialects} and for what is asked of a database before it gets one.
 */
class LockDialectsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	@Test
	void connectionsAreInitialisedWithALimitForWaiting() {
		assertThat(initSql("jdbc:h2:mem:test", null)).isEqualTo("SET LOCK_TIMEOUT 251");
		assertThat(initSql("jdbc:mysql://host/test", null)).isEqualTo("SET innodb_lock_wait_timeout = 1");
		assertThat(initSql("jdbc:mariadb://host/test", " ")).isEqualTo("SET innodb_lock_wait_timeout = 1");
		assertThat(initSql("jdbc:postgresql://host/test", null)).isNull();
		assertThat(initSql(null, null)).isNull();
	}

	@Test
	void whatConnectionsAreInitialisedWithAnywayStays() {
		assertThat(initSql("jdbc:h2:mem:test", "SET SCHEMA x")).isEqualTo("SET SCHEMA x; SET LOCK_TIMEOUT 251");
		assertThat(initSql("jdbc:mysql://host/test", "SET NAMES utf8mb4")).isEqualTo("SET NAMES utf8mb4");
		assertThat(initSql("jdbc:postgresql://host/test", "SET x")).isEqualTo("SET x");
		assertThat(initSql(null, "SET x")).isEqualTo("SET x");
	}

	@Test
	void connectionsToPostgresDoNotWaitLongForACancellation() {
		assertThat(JdbcLockStore.connectionUrl("jdbc:postgresql://host/test"))
			.isEqualTo("jdbc:postgresql://host/test?cancelSignalTimeout=1");
		assertThat(JdbcLockStore.connectionUrl("jdbc:postgresql:test?ssl=true"))
			.isEqualTo("jdbc:postgresql:test?ssl=true&cancelSignalTimeout=1");
		assertThat(JdbcLockStore.connectionUrl("jdbc:postgresql:test?cancelSignalTimeout=3"))
			.isEqualTo("jdbc:postgresql:test?cancelSignalTimeout=3");
		assertThat(JdbcLockStore.connectionUrl("jdbc:mariadb://host/test")).isEqualTo("jdbc:mariadb://host/test");
		assertThat(JdbcLockStore.connectionUrl(null)).isNull();
	}

	private static String initSql(String url, String inherited) {
		return JdbcLockStore.connectionInitSql(url, TIMEOUT, inherited);
	}

	@Test
	void anotherDatabaseIsRefusedWithTheListOfThoseThatWillDo() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcLockStore(new JdbcDataSource(),
					new JdbcLockStoreOptions("distributed_lock", "oracle", TIMEOUT, 0)))
			.withMessageContainingAll("oracle", "postgresql, mariadb, mysql, h2", "docs/stores.md");
	}

	@ParameterizedTest
	@ValueSource(strings = { "8.0.45", "8.4.7-commercial", "9.7.4-2", "8.0.mysql_aurora.3.04", "10.6.0-MariaDB",
			"10.11.18-MariaDB-0+deb12u1", "11.4.5-MariaDB-log", "5.5.5-10.6.21-MariaDB" })
	void theseVersionsWillDo(String version) {
		assertThatNoException().isThrownBy(() -> table(version).verifyVersion());
	}

	@ParameterizedTest
	@ValueSource(strings = { "5.7.44-log", "5.6.10", "10.5.29-MariaDB", "5.5.68-MariaDB", "5.5.5-10.3.39-MariaDB",
			"unknown" })
	void olderVersionsAreRefused(String version) {
		assertThatIllegalStateException().isThrownBy(() -> table(version).verifyVersion())
			.withMessageContaining(version);
	}

	private static MySqlLockTable table(String version) {
		return new MySqlLockTable(version, "InnoDB", "ascii_bin", 255, "PRI");
	}

}
