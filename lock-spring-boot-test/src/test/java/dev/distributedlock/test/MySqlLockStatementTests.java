// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.autoconfigure.JdbcLockStoreAutoConfiguration;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.test.server.StatementLog;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of what {@link JdbcLockStore} sends to MySQL and MariaDB, by the server's own
 * account, and of what it does not put up with.
 */
@ParameterizedClass
@EnumSource(names = { "MARIADB", "MYSQL" })
class MySqlLockStatementTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Parameter
	private DatabaseProduct product = DatabaseProduct.MYSQL;

	private TestDatabase database;

	private StatementLog log;

	private HikariDataSource pool;

	private LockStore store;

	@BeforeEach
	void connect() throws SQLException {
		this.database = this.product.createLockDatabase();
		this.log = this.database.logStatements();
		this.pool = pool("TRANSACTION_READ_COMMITTED", "SET innodb_lock_wait_timeout = 1");
		this.store = new JdbcLockStore(this.pool, JdbcLockStoreOptions.standard());
	}

	private HikariDataSource pool(String isolation, String initSql) throws SQLException {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(this.database.dataSource());
		pool.setMaximumPoolSize(2);
		pool.setMinimumIdle(2);
		pool.setTransactionIsolation(isolation);
		pool.setConnectionInitSql(initSql);
		pool.getConnection().close();
		StoreTests.await(PATIENCE)
			.until(() -> pool.getHikariPoolMXBean().getIdleConnections() == pool.getMaximumPoolSize());
		return pool;
	}

	@AfterEach
	void disconnect() {
		if (this.database != null) {
			this.pool.close();
			this.database.close();
		}
	}

	@Test
	void aGrantTakesOneStatementAndItsReleaseAnother() {
		LockId lock = StoreTests.newLock();
		for (int i = 0; i < 3; i++) {
			Acquisition acquisition = StoreTests.acquisition(lock);
			assertStatements(1, () -> StoreTests.grant(this.store, acquisition));
			assertStatements(1, () -> this.store.release(acquisition, Duration.ZERO));
		}
	}

	@Test
	void aSetOfLocksTakesOneStatementAndItsReleaseAnother() {
		List<LockId> locks = StoreTests.newLocks(5);
		Acquisition used = StoreTests.acquisition(locks.subList(0, 2));
		StoreTests.grant(this.store, used);
		this.store.release(used, Duration.ZERO);
		Acquisition acquisition = StoreTests.acquisition(locks);
		assertStatements(1, () -> StoreTests.grant(this.store, acquisition));
		assertStatements(1, () -> this.store.release(acquisition, Duration.ZERO));
	}

	@Test
	void aRefusalTakesOneStatement() {
		LockId lock = StoreTests.newLock();
		StoreTests.grant(this.store, StoreTests.acquisition(lock));
		assertStatements(1, () -> StoreTests.refuse(this.store, StoreTests.acquisition(lock)));
	}

	@Test
	void manyRenewalsTakeOneStatement() {
		List<Acquisition> acquisitions = new ArrayList<>();
		for (LockId lock : StoreTests.newLocks(100)) {
			Acquisition acquisition = StoreTests.acquisition(lock);
			StoreTests.grant(this.store, acquisition);
			acquisitions.add(acquisition);
		}
		assertStatements(1, () -> this.store.renew(StoreTests.renewals(acquisitions, StoreTests.LONGER)));
		assertStatements(2, () -> this.store.renew(StoreTests.renewals(acquisitions, StoreTests.LONG)));
	}

	@Test
	void anotherIsolationTakesAnotherStatement() throws SQLException {
		try (HikariDataSource repeatable = pool("TRANSACTION_REPEATABLE_READ", "SELECT 1")) {
			LockStore other = new JdbcLockStore(repeatable, JdbcLockStoreOptions.standard());
			Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
			assertStatements(2, () -> StoreTests.grant(other, acquisition));
			assertStatements(2, () -> other.release(acquisition, Duration.ZERO));
		}
	}

	@Test
	void aRowThatIsLockedIsNotWaitedFor() throws SQLException {
		List<LockId> locks = StoreTests.newLocks(3);
		Acquisition free = StoreTests.acquisition(locks.get(0));
		StoreTests.grant(this.store, free);
		this.store.release(free, Duration.ZERO);
		Acquisition held = StoreTests.acquisition(locks.get(1));
		StoreTests.grant(this.store, held);
		try (HikariDataSource patient = pool("TRANSACTION_READ_COMMITTED", "SELECT 1");
				OpenTransaction transaction = this.database.beginTransaction()) {
			LockStore other = new JdbcLockStore(patient, JdbcLockStoreOptions.standard());
			transaction.execute("SELECT * FROM distributed_lock WHERE lock_id = ? FOR UPDATE", locks.get(0).value());
			transaction.execute("SELECT * FROM distributed_lock WHERE lock_id = ? FOR UPDATE", locks.get(1).value());
			StoreTests.refuse(other, StoreTests.acquisition(locks.get(0)));
			StoreTests.refuse(other, StoreTests.acquisition(locks.get(1)));
			StoreTests.refuse(other, StoreTests.acquisition(locks.get(0), locks.get(2)));
			assertThat(StoreTests.renew(other, held, StoreTests.LONGER)).isEqualTo(RenewalResult.BLOCKED);
			other.removeUnused(Duration.ZERO);
			assertThat(StoreTests.renew(other, free, StoreTests.LONGER)).isEqualTo(RenewalResult.LOST);
		}
	}

	@Test
	void aRepetitionThatMeetsItsOwnRequestFindsTheGrant() throws Exception {
		Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
		long now = System.currentTimeMillis() * 1000;
		try (HikariDataSource patient = pool("TRANSACTION_READ_COMMITTED", "SELECT 1");
				Crowd repetition = new Crowd(1);
				OpenTransaction request = this.database.beginTransaction()) {
			LockStore other = new JdbcLockStore(patient, JdbcLockStoreOptions.standard());
			request.execute("INSERT INTO distributed_lock VALUES (?, 5, ?, 'owner', ?, ?)",
					acquisition.locks().get(0).value(), acquisition.id().toString(), now, now * 2);
			Future<?> granted = repetition
				.start(() -> assertThat(StoreTests.grant(other, acquisition).token()).isEqualTo(5));
			StoreTests.await(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> !waiting().equals("0"));
			request.execute("COMMIT");
			granted.get();
		}
	}

	/**
	 * The server gathers this anew only if nobody has asked for a tenth of a second.
	 */
	private String waiting() {
		return this.database
			.queryForString("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'");
	}

	@Test
	void aBlockedReleaseLeavesNobodyWaitingAtTheServer() {
		Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
		StoreTests.grant(this.store, acquisition);
		try (OpenTransaction transaction = this.database.beginTransaction()) {
			transaction.execute("SELECT * FROM distributed_lock WHERE lock_id = ? FOR UPDATE",
					acquisition.locks().get(0).value());
			assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> this.store.release(acquisition, Duration.ZERO));
			assertNobodyWaits();
		}
		assertThat(this.store.find(acquisition.locks())).hasSize(1);
	}

	@Test
	void aTableThatIsLockedIsAFailureAndLeavesNobodyWaitingAtTheServer() throws SQLException {
		try (HikariDataSource patient = pool("TRANSACTION_READ_COMMITTED", "SELECT 1");
				OpenTransaction transaction = this.database.beginTransaction()) {
			LockStore other = new JdbcLockStore(patient,
					new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME, null, Duration.ofSeconds(1), 0));
			transaction.execute("LOCK TABLES distributed_lock WRITE");
			assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> StoreTests.acquire(other, StoreTests.acquisition(StoreTests.newLock())));
			assertNobodyWaits();
			transaction.execute("UNLOCK TABLES");
		}
		StoreTests.grant(this.store, StoreTests.acquisition(StoreTests.newLock()));
	}

	private void assertNobodyWaits() {
		StoreTests.await(PATIENCE)
			.until(() -> database
				.queryForString("SELECT COUNT(*) FROM information_schema.processlist WHERE user = '%s'"
					.formatted(this.database.user()) + " AND command <> 'Sleep' AND id <> CONNECTION_ID()"
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
	void anApplicationDoesNotStartWithATableThatIsNotSafe() {
		this.database.execute("ALTER TABLE distributed_lock ENGINE = MyISAM");
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class))
			.withPropertyValues("spring.datasource.url=" + this.database.url(),
					"spring.datasource.username=" + this.database.user(),
					"spring.datasource.password=" + this.database.password())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("ALTER TABLE distributed_lock ENGINE = InnoDB"));
	}

	@Test
	void aTableWithoutAKeyIsRefused() {
		assertRefused("ALTER TABLE %s DROP PRIMARY KEY", "ADD PRIMARY KEY (lock_id)");
	}

	@Test
	void aSecondReplicaThatCreatesTheTableIsNotNoticed() {
		this.database.runScript("dev/distributedlock/store/jdbc/schema-mysql.sql");
		this.database.runScript("dev/distributedlock/store/jdbc/schema-mariadb.sql");
	}

	/**
	 * What the message says mends it.
	 */
	private void assertRefused(String change, String remedy) {
		this.database.execute("CREATE TABLE `Odd-Table` LIKE distributed_lock");
		try {
			this.database.execute(change.formatted("`Odd-Table`"));
			JdbcLockStore other = new JdbcLockStore(pool,
					new JdbcLockStoreOptions(this.database.name() + ".Odd-Table", null, Duration.ofSeconds(5), 0));
			assertThatIllegalStateException().isThrownBy(other::verifySchema)
				.withMessageEndingWith("ALTER TABLE %s.`Odd-Table` %s", this.database.name(), remedy)
				.satisfies((ex) -> {
					this.database.execute(String.valueOf(ex.getMessage()).replaceFirst(".*: ", ""));
					other.verifySchema();
				});
		}
		finally {
			this.database.execute("DROP TABLE `Odd-Table`");
		}
	}

	private void assertStatements(int count, Runnable operation) {
		assertThat(this.log.during(operation)).hasSize(count);
	}

}
