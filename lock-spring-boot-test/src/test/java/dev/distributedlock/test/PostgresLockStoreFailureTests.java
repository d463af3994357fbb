// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link JdbcLockStore} on a PostgreSQL that does not do what it is asked: a
 * failure is never read as busy, and nothing waits without bound.
 */
class PostgresLockStoreFailureTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private TestDatabase database;

	private HikariDataSource pool;

	private LockStore store;

	@BeforeEach
	void connect() {
		this.database = DatabaseProduct.POSTGRESQL.createLockDatabase();
		this.pool = new HikariDataSource();
		this.pool.setDataSource(this.database.dataSource());
		this.pool.setMaximumPoolSize(2);
		this.pool.setConnectionTimeout(TIMEOUT.toMillis());
		this.store = new JdbcLockStore(this.pool,
				new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME, null, TIMEOUT, 0));
	}

	@AfterEach
	void disconnect() {
		this.pool.close();
		this.database.close();
	}

	@Test
	void aDatabaseThatOnlyReadsIsAFailure() {
		this.database.execute("ALTER DATABASE " + this.database.name() + " SET default_transaction_read_only = on");
		this.pool.getHikariPoolMXBean().softEvictConnections();
		assertAcquiringFails();
	}

	@Test
	void aMissingTableIsAFailure() {
		this.database.execute("DROP TABLE distributed_lock");
		assertAcquiringFails();
	}

	@Test
	void aPoolWithoutAFreeConnectionIsAFailure() throws SQLException {
		Connection one = this.pool.getConnection();
		Connection two = this.pool.getConnection();
		assertAcquiringFails();
		one.close();
		two.close();
		StoreTests.grant(this.store, StoreTests.acquisition(StoreTests.newLock()));
	}

	@Test
	void connectionsThatTheServerEndedAreReplaced() {
		Acquisition acquisition = StoreTests.acquisition(StoreTests.newLock());
		StoreTests.grant(this.store, acquisition);
		endAllConnections();
		StoreTests.await(PATIENCE)
			.ignoreException(LockStoreException.class)
			.until(() -> StoreTests.grant(this.store, acquisition).token() > 0);
		assertThat(this.store.find(acquisition.locks())).hasSize(1);
	}

	@Test
	void aTableThatIsLockedIsAFailureAndLeavesNobodyWaitingAtTheServer() {
		try (OpenTransaction transaction = this.database.beginTransaction()) {
			transaction.execute("LOCK TABLE distributed_lock");
			assertAcquiringFails();
			assertNobodyWaits();
		}
		StoreTests.grant(this.store, StoreTests.acquisition(StoreTests.newLock()));
	}

	@Test
	void aBlockedReleaseLeavesNobodyWaitingAtTheServer() {
		LockId lock = StoreTests.newLock();
		Acquisition acquisition = StoreTests.acquisition(lock);
		StoreTests.grant(this.store, acquisition);
		try (OpenTransaction transaction = this.database.beginTransaction()) {
			transaction.execute("SELECT * FROM distributed_lock FOR UPDATE");
			assertThatExceptionOfType(LockStoreException.class)
				.isThrownBy(() -> this.store.release(acquisition, Duration.ZERO));
			assertNobodyWaits();
		}
		assertThat(this.store.find(List.of(lock))).hasSize(1);
	}

	private void assertAcquiringFails() {
		assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> StoreTests.acquire(this.store, StoreTests.acquisition(StoreTests.newLock())));
	}

	private void assertNobodyWaits() {
		StoreTests.await(PATIENCE)
			.until(() -> this.database
				.queryForString("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
						+ " AND wait_event_type = 'Lock'")
				.equals("0"));
	}

	private void endAllConnections() {
		this.database.queryForString("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
				+ " WHERE datname = current_database() AND pid <> pg_backend_pid()");
	}

}
