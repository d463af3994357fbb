// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.StatementLog;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@link JdbcLockStore} sends to PostgreSQL, by the server's own account.
 */
class PostgresLockStatementTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static TestDatabase database;

	private static StatementLog log;

	private static HikariDataSource pool;

	private static HikariDataSource applicationPool;

	private static LockStore store;

	@BeforeAll
	static void connect() throws SQLException {
		database = DatabaseProduct.POSTGRESQL.createLockDatabase();
		log = database.logStatements();
		pool = pool();
		applicationPool = pool();
		store = new JdbcLockStore(pool, JdbcLockStoreOptions.standard());
		awaitFull(pool);
		awaitFull(applicationPool);
	}

	private static HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(database.dataSource());
		pool.setMaximumPoolSize(2);
		pool.setMinimumIdle(2);
		return pool;
	}

	/**
	 * A pool greets the server for each connection, which the tests must not count.
	 */
	private static void awaitFull(HikariDataSource pool) throws SQLException {
		pool.getConnection().close();
		StoreTests.await(PATIENCE)
			.until(() -> pool.getHikariPoolMXBean().getIdleConnections() == pool.getMaximumPoolSize());
	}

	@AfterAll
	static void disconnect() {
		pool.close();
		applicationPool.close();
		database.close();
	}

	@Test
	void aNewLockTakesOneStatementAndItsReleaseAnother() {
		Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
		assertOneStatement(() -> StoreTests.grant(store, acquisition));
		assertOneStatement(() -> store.release(acquisition, Duration.ZERO));
	}

	@Test
	void aUsedLockTakesOneStatementAndItsReleaseAnother() {
		LockId lock = StoreTests.newLock();
		for (int i = 0; i < 10; i++) {
			Acquisition acquisition = StoreTests.acquisition(lock);
			assertOneStatement(() -> StoreTests.grant(store, acquisition));
			assertOneStatement(() -> store.release(acquisition, Duration.ofMillis(1)));
			StoreTests.await(PATIENCE).until(() -> store.find(List.of(lock)).isEmpty());
		}
	}

	@Test
	void aSetOfLocksTakesOneStatementAndItsReleaseAnother() {
		List<LockId> locks = StoreTests.newLocks(5);
		Acquisition used = StoreTests.acquisition(locks.subList(0, 2));
		StoreTests.grant(store, used);
		store.release(used, Duration.ZERO);
		Acquisition acquisition = StoreTests.acquisition(locks);
		assertOneStatement(() -> StoreTests.grant(store, acquisition));
		assertOneStatement(() -> store.release(acquisition, Duration.ZERO));
	}

	@Test
	void aRefusalTakesOneStatementAndNamesTheHolder() {
		LockId lock = StoreTests.newLock();
		StoreTests.grant(store, StoreTests.acquisition(lock));
		assertOneStatement(() -> assertThat(StoreTests.refuse(store, StoreTests.acquisition(lock)).holder()).isNotNull()
			.satisfies((holder) -> assertThat(holder.owner()).isEqualTo(StoreTests.OWNER)));
	}

	@Test
	void manyRenewalsTakeOneStatement() {
		List<Acquisition> acquisitions = new ArrayList<>();
		for (LockId lock : StoreTests.newLocks(100)) {
			Acquisition acquisition = StoreTests.acquisition(lock);
			StoreTests.grant(store, acquisition);
			acquisitions.add(acquisition);
		}
		assertOneStatement(() -> store.renew(StoreTests.renewals(acquisitions, StoreTests.LONGER)));
	}

	@Test
	void aTransactionOfTheApplicationIsNotJoined() {
		assertApartFromTransaction(store);
	}

	@Test
	void aTransactionOfTheApplicationIsNotJoinedEvenInItsOwnPool() {
		assertApartFromTransaction(new JdbcLockStore(applicationPool, JdbcLockStoreOptions.standard()));
	}

	@Test
	void aTransactionOfTheApplicationIsNotJoinedEvenIfTheDataSourceOffersIt() {
		assertApartFromTransaction(new JdbcLockStore(new TransactionAwareDataSourceProxy(applicationPool),
				JdbcLockStoreOptions.standard()));
	}

	@Test
	void aPoolWithoutAutocommitTakesOneStatementToo() throws SQLException {
		try (HikariDataSource manual = pool()) {
			manual.setAutoCommit(false);
			awaitFull(manual);
			LockStore store = new JdbcLockStore(manual, JdbcLockStoreOptions.standard());
			Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
			assertOneStatement(() -> StoreTests.grant(store, acquisition));
			assertThat(PostgresLockStatementTests.store.find(acquisition.locks())).hasSize(1);
			assertOneStatement(() -> store.release(acquisition, Duration.ZERO));
		}
	}

	private void assertApartFromTransaction(LockStore store) {
		Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
		new TransactionTemplate(new DataSourceTransactionManager(applicationPool))
			.executeWithoutResult((transaction) -> {
				new JdbcTemplate(applicationPool).queryForList("SELECT 1");
				int applicationConnections = applicationPool.getHikariPoolMXBean().getActiveConnections();
				assertOneStatement(() -> StoreTests.grant(store, acquisition));
				assertThat(applicationPool.getHikariPoolMXBean().getActiveConnections())
					.isEqualTo(applicationConnections);
				assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
				assertThat(PostgresLockStatementTests.store.find(acquisition.locks())).hasSize(1);
				transaction.setRollbackOnly();
			});
		assertThat(store.find(acquisition.locks())).hasSize(1);
		assertOneStatement(() -> store.release(acquisition, Duration.ZERO));
	}

	private static void assertOneStatement(Runnable operation) {
		assertThat(log.during(operation)).hasSize(1)
			.first()
			.asString()
			.contains("distributed_lock")
			.doesNotContain("BEGIN", "COMMIT");
	}

}
