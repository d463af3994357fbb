// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests that {@link JdbcLockStore} works on MySQL and MariaDB whichever driver connects,
 * and whatever connections and sessions are set to.
 */
@ParameterizedClass
@EnumSource(names = { "MARIADB", "MYSQL" })
class MySqlConnectionTests {

	private static final List<String> SETTINGS = List.of("useServerPrepStmts=false", "useServerPrepStmts=true",
			"useServerPrepStmts=true&cachePrepStmts=true", "useAffectedRows=true", "useAffectedRows=false",
			"rewriteBatchedStatements=true", "allowMultiQueries=true", "useCursorFetch=true", "useBulkStmts=true",
			"useLocalSessionState=true", "characterEncoding=latin1");

	@Parameter
	private DatabaseProduct product = DatabaseProduct.MYSQL;

	@AutoClose
	private TestDatabase database;

	@BeforeEach
	void connect() {
		this.database = this.product.createLockDatabase();
	}

	static Stream<String> settings() {
		return Stream.of("mysql", "mariadb")
			.flatMap((driver) -> SETTINGS.stream().map((setting) -> driver + "?" + setting));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void eitherDriverWillDo(String settings) {
		assertWorks(settings, "TRANSACTION_READ_COMMITTED", "SET innodb_lock_wait_timeout = 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRANSACTION_READ_UNCOMMITTED", "TRANSACTION_READ_COMMITTED",
			"TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE" })
	void anyIsolationWillDo(String isolation) {
		assertWorks("mysql?useServerPrepStmts=true", isolation, "SET innodb_lock_wait_timeout = 1");
		assertWorks("mariadb?useServerPrepStmts=true", isolation, "SET innodb_lock_wait_timeout = 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SET sql_mode = ''", "SET sql_mode = 'ANSI'",
			"SET sql_mode = 'TRADITIONAL,NO_BACKSLASH_ESCAPES'",
			"SET sql_mode = 'NO_UNSIGNED_SUBTRACTION,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE,PIPES_AS_CONCAT'",
			"SET sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,REAL_AS_FLOAT,NO_AUTO_VALUE_ON_ZERO'",
			"SET time_zone = '-11:30'", "SET collation_connection = utf8mb4_bin", "SET auto_increment_increment = 7",
			"SET insert_id = 5", "SET innodb_lock_wait_timeout = 1, big_tables = 1", "SET lc_time_names = 'de_DE'",
			"SET group_concat_max_len = 4" })
	void anySessionWillDo(String initSql) {
		assertWorks("mysql?useServerPrepStmts=false", "TRANSACTION_READ_COMMITTED", initSql);
		assertWorks("mariadb?useServerPrepStmts=false", "TRANSACTION_READ_COMMITTED", initSql);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mysql", "mariadb" })
	void signsThatMeanSomethingToSqlOrJsonDoNot(String driver) {
		try (HikariDataSource pool = pool(driver + "?useServerPrepStmts=false", "TRANSACTION_READ_COMMITTED",
				"SELECT 1")) {
			JdbcLockStore store = new JdbcLockStore(pool, JdbcLockStoreOptions.standard());
			Acquisition acquisition = StoreTests
				.acquisition(new LockId("\"'\\\\\\\"`?$[0]\\u0041%" + StoreTests.newLock().value()));
			StoreTests.grant(store, acquisition);
			assertThat(StoreTests.renew(store, acquisition, StoreTests.LONGER))
				.isEqualTo(RenewalResult.renewed(StoreTests.LONGER));
			assertThat(store.find(acquisition.locks())).hasSize(1);
			assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		}
	}

	@Test
	void ordersOfAssignmentDoNotMatter() {
		if (this.product == DatabaseProduct.MARIADB) {
			assertWorks("mariadb?useServerPrepStmts=false", "TRANSACTION_READ_COMMITTED",
					"SET sql_mode = 'SIMULTANEOUS_ASSIGNMENT'");
		}
	}

	/**
	 * They keep the answer to a statement from telling its key.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "mysql?useAffectedRows=true", "mysql?useAffectedRows=false",
			"mariadb?useAffectedRows=true", "mariadb?useAffectedRows=false" })
	void triggersWillDo(String settings) {
		this.database.execute("CREATE TABLE audit (id BIGINT AUTO_INCREMENT PRIMARY KEY, lock_id VARCHAR(255))");
		Stream.of("INSERT", "UPDATE")
			.forEach((event) -> this.database.execute(("CREATE TRIGGER audit_of_%1$s AFTER %1$s ON distributed_lock"
					+ " FOR EACH ROW INSERT INTO audit (lock_id) VALUES (NEW.lock_id)")
				.formatted(event)));
		assertWorks(settings, "TRANSACTION_READ_COMMITTED", "SET innodb_lock_wait_timeout = 1");
	}

	private void assertWorks(String settings, String isolation, String initSql) {
		try (HikariDataSource pool = pool(settings, isolation, initSql)) {
			JdbcLockStore store = new JdbcLockStore(pool, JdbcLockStoreOptions.standard());
			store.verifySchema();
			assertOneLockWorks(store);
			assertASetWorks(store);
			assertRenewalsWork(store);
			store.removeUnused(Duration.ofDays(1));
		}
	}

	private HikariDataSource pool(String settings, String isolation, String initSql) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:%s&allowPublicKeyRetrieval=true".formatted(settings.replace("?", "://%s:%d/%s?"
			.formatted(this.database.server().host(), this.database.server().port(), this.database.name()))));
		pool.setUsername(this.database.user());
		pool.setPassword(this.database.password());
		pool.setTransactionIsolation(isolation);
		pool.setConnectionInitSql(initSql);
		return pool;
	}

	private void assertOneLockWorks(LockStore store) {
		LockId lock = StoreTests.newLock();
		Acquisition acquisition = StoreTests.acquisition(lock);
		Granted granted = StoreTests.grant(store, acquisition);
		assertThat(granted.remaining()).isEqualTo(StoreTests.LONG);
		assertThat(granted.token()).isCloseTo(System.currentTimeMillis() * 1000, within(60_000_000L));
		StoreTests.refuse(store, StoreTests.acquisition(lock));
		assertThat(StoreTests.grant(store, acquisition, StoreTests.LONGER).token()).isEqualTo(granted.token());
		Granted repeated = StoreTests.grant(store, acquisition);
		assertThat(repeated.token()).isEqualTo(granted.token());
		assertThat(repeated.remaining()).isGreaterThan(StoreTests.LONG);
		assertThat(store.find(List.of(lock)).get(0).token()).isEqualTo(granted.token());
		assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		StoreTests.refuse(store, acquisition);
		Acquisition next = StoreTests.acquisition(lock);
		assertThat(StoreTests.grant(store, next).token()).isGreaterThan(granted.token());
		assertThat(store.forceRelease(lock)).isTrue();
		assertThat(store.forceRelease(lock)).isFalse();
	}

	private void assertASetWorks(LockStore store) {
		List<LockId> locks = StoreTests.newLocks(4);
		Acquisition part = StoreTests.acquisition(locks.subList(1, 3));
		StoreTests.grant(store, part);
		StoreTests.refuse(store, StoreTests.acquisition(locks));
		store.release(part, Duration.ZERO);
		Acquisition set = StoreTests.acquisition(locks);
		long token = StoreTests.grant(store, set).token();
		assertThat(StoreTests.grant(store, set).token()).isEqualTo(token);
		assertThat(store.find(locks)).hasSize(4).allMatch((found) -> found.token() == token);
		assertThat(store.release(set, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

	private void assertRenewalsWork(LockStore store) {
		Acquisition one = StoreTests.acquisition(StoreTests.newLock());
		Acquisition set = StoreTests.acquisition(StoreTests.newLocks(2));
		StoreTests.grant(store, one);
		StoreTests.grant(store, set);
		assertThat(store.renew(StoreTests.renewals(List.of(one, set), StoreTests.LONGER)))
			.containsOnly(RenewalResult.renewed(StoreTests.LONGER));
		Acquisition over = StoreTests.acquisition(StoreTests.newLock());
		assertThat(store.renew(StoreTests.renewals(List.of(over, set, one), StoreTests.LONG)))
			.extracting(RenewalResult::outcome)
			.containsExactly(Outcome.LOST, Outcome.RENEWED, Outcome.RENEWED);
	}

}
