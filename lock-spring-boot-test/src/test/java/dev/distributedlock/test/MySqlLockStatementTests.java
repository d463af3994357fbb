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
package dev.distributedlock.test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.test.server.StatementLog;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what {@link JdbcLockStore} sends to MySQL and MariaDB, by the server's own
 * account, and of what it does not put up with.
 *
 * @author The Distributed Lock authors
 */
@ParameterizedClass
@EnumSource(names = { "MARIADB", "MYSQL" })
class MySqlLockStatementTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Parameter
	DatabaseProduct product;

	private static TestDatabase database;

	private static StatementLog log;

	private static HikariDataSource pool;

	private static LockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) throws SQLException {
		database = product.createLockDatabase();
		log = database.logStatements();
		pool = pool("TRANSACTION_READ_COMMITTED");
		store = new JdbcLockStore(pool, JdbcLockStoreOptions.standard());
	}

	private static HikariDataSource pool(String isolation) throws SQLException {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(database.dataSource());
		pool.setMaximumPoolSize(2);
		pool.setMinimumIdle(2);
		pool.setTransactionIsolation(isolation);
		pool.setConnectionInitSql("SET innodb_lock_wait_timeout = 1");
		pool.getConnection().close();
		StoreTests.await(PATIENCE)
			.until(() -> pool.getHikariPoolMXBean().getIdleConnections() == pool.getMaximumPoolSize());
		return pool;
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		pool.close();
		database.close();
	}

	@Test
	void aGrantTakesOneStatementAndItsReleaseAnother() {
		LockId lock = StoreTests.newLock();
		for (int i = 0; i < 3; i++) {
			Acquisition acquisition = StoreTests.acquisition(lock);
			assertStatements(1, () -> StoreTests.grant(store, acquisition));
			assertStatements(1, () -> store.release(acquisition, Duration.ZERO));
		}
	}

	@Test
	void aSetOfLocksTakesOneStatementAndItsReleaseAnother() {
		List<LockId> locks = StoreTests.newLocks(5);
		Acquisition used = StoreTests.acquisition(locks.subList(0, 2));
		StoreTests.grant(store, used);
		store.release(used, Duration.ZERO);
		Acquisition acquisition = StoreTests.acquisition(locks);
		assertStatements(1, () -> StoreTests.grant(store, acquisition));
		assertStatements(1, () -> store.release(acquisition, Duration.ZERO));
	}

	@Test
	void aRefusalTakesOneStatement() {
		LockId lock = StoreTests.newLock();
		StoreTests.grant(store, StoreTests.acquisition(lock));
		assertStatements(1, () -> StoreTests.refuse(store, StoreTests.acquisition(lock)));
	}

	@Test
	void manyRenewalsTakeOneStatement() {
		List<Acquisition> acquisitions = new ArrayList<>();
		for (LockId lock : StoreTests.newLocks(100)) {
			Acquisition acquisition = StoreTests.acquisition(lock);
			StoreTests.grant(store, acquisition);
			acquisitions.add(acquisition);
		}
		assertStatements(1, () -> store.renew(StoreTests.renewals(acquisitions, StoreTests.LONGER)));
		assertStatements(2, () -> store.renew(StoreTests.renewals(acquisitions, StoreTests.LONG)));
	}

	@Test
	void anotherIsolationTakesAnotherStatement() throws SQLException {
		try (HikariDataSource repeatable = pool("TRANSACTION_REPEATABLE_READ")) {
			LockStore other = new JdbcLockStore(repeatable, JdbcLockStoreOptions.standard());
			Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
			assertStatements(2, () -> StoreTests.grant(other, acquisition));
			assertStatements(2, () -> other.release(acquisition, Duration.ZERO));
		}
	}

	@Test
	void aBlockedReleaseLeavesNobodyWaitingAtTheServer() {
		Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
		StoreTests.grant(store, acquisition);
		try (OpenTransaction transaction = database.beginTransaction()) {
			transaction.execute("SELECT * FROM distributed_lock WHERE lock_id = ? FOR UPDATE",
					acquisition.locks().get(0).value());
			assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> store.release(acquisition, Duration.ZERO));
			assertNobodyWaits();
		}
		assertThat(store.find(acquisition.locks())).hasSize(1);
	}

	@Test
	void aTableThatIsLockedIsAFailureAndLeavesNobodyWaitingAtTheServer() throws SQLException {
		try (HikariDataSource patient = pool("TRANSACTION_READ_COMMITTED");
				OpenTransaction transaction = database.beginTransaction()) {
			LockStore other = new JdbcLockStore(patient,
					new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME, null, Duration.ofSeconds(1), 0));
			transaction.execute("LOCK TABLES distributed_lock WRITE");
			assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> StoreTests.acquire(other, StoreTests.acquisition(StoreTests.newLock())));
			assertNobodyWaits();
			transaction.execute("UNLOCK TABLES");
		}
		StoreTests.grant(store, StoreTests.acquisition(StoreTests.newLock()));
	}

	private static void assertNobodyWaits() {
		StoreTests.await(PATIENCE)
			.until(() -> database
				.queryForString("SELECT COUNT(*) FROM information_schema.processlist WHERE user = '%s'"
					.formatted(database.user()) + " AND command <> 'Sleep' AND id <> CONNECTION_ID()"
						+ " AND info LIKE '%distributed_lock%'")
				.equals("0"));
	}

	@Test
	void aTableThatMergesLocksIsRefused() {
		assertRefused("ALTER TABLE %s MODIFY lock_id VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL",
				"MODIFY lock_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL");
	}

	@Test
	void aTableThatShortensLocksIsRefused() {
		assertRefused("ALTER TABLE %s MODIFY lock_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
				"MODIFY lock_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL");
	}

	@Test
	void aTableWithoutTransactionsIsRefused() {
		assertRefused("ALTER TABLE %s ENGINE = MyISAM", "ENGINE = InnoDB");
		assertRefused("ALTER TABLE %s ENGINE = MEMORY", "ENGINE = InnoDB");
	}

	@Test
	void aTableWithoutAKeyIsRefused() {
		assertRefused("ALTER TABLE %s DROP PRIMARY KEY", "ADD PRIMARY KEY (lock_id)");
	}

	@Test
	void aSecondReplicaThatCreatesTheTableIsNotNoticed() {
		database.runScript("dev/distributedlock/store/jdbc/schema-mysql.sql");
		database.runScript("dev/distributedlock/store/jdbc/schema-mariadb.sql");
	}

	/**
	 * What the message says mends it.
	 */
	private static void assertRefused(String change, String remedy) {
		database.execute("CREATE TABLE `Odd-Table` LIKE distributed_lock");
		try {
			database.execute(change.formatted("`Odd-Table`"));
			JdbcLockStore other = new JdbcLockStore(pool,
					new JdbcLockStoreOptions(database.name() + ".Odd-Table", null, Duration.ofSeconds(5), 0));
			assertThatIllegalStateException().isThrownBy(other::verifySchema)
				.withMessageEndingWith("ALTER TABLE %s.`Odd-Table` %s", database.name(), remedy)
				.satisfies((ex) -> {
					database.execute(String.valueOf(ex.getMessage()).replaceFirst(".*: ", ""));
					other.verifySchema();
				});
		}
		finally {
			database.execute("DROP TABLE `Odd-Table`");
		}
	}

	private static void assertStatements(int count, Runnable operation) {
		assertThat(log.during(operation)).hasSize(count);
	}

}
