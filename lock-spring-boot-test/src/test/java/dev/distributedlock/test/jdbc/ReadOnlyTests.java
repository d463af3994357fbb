// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of users with few rights. Where nothing can be written, every operation is a
 * failure: neither busy nor granted.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class ReadOnlyTests {

	private static final String PASSWORD = "secret";

	private final DatabaseProduct product;

	private TestDatabase database;

	private LockId taken;

	ReadOnlyTests(DatabaseProduct product) {
		this.product = product;
		this.database = product.createLockDatabase();
		this.taken = Locks.newLock();
	}

	@BeforeEach
	void takeALock() {
		try (HikariDataSource pool = Pools.derived(this.database)) {
			Locks.grant(new JdbcLockStore(pool, Pools.options()), Locks.acquisition(this.taken));
		}
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void rightsToTheRowsOfTheTableAreEnough() {
		grantRights("SELECT, INSERT, UPDATE, DELETE");
		try (HikariDataSource pool = unprivileged()) {
			JdbcLockStore store = new JdbcLockStore(pool, Pools.options());
			store.verifySchema();
			Locks.assertWorks(store, store);
			store.removeUnused(Duration.ZERO);
			assertThat(store.sharesDatabaseWith(this.database.dataSource())).isTrue();
		}
	}

	@Test
	void aUserWhoMayOnlyReadIsAFailure() {
		grantRights("SELECT");
		try (HikariDataSource pool = unprivileged()) {
			assertFails(pool);
		}
	}

	@Test
	void aSessionThatOnlyReadsIsAFailure() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 has no such sessions");
		try (HikariDataSource pool = Pools.derived(this.database)) {
			pool.setConnectionInitSql(
					isPostgres() ? "SET default_transaction_read_only = on" : "SET SESSION TRANSACTION READ ONLY");
			assertFails(pool);
		}
	}

	@Test
	void aPoolThatOnlyReadsIsAFailure() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 does not care whether a connection only reads");
		try (HikariDataSource pool = Pools.derived(this.database)) {
			pool.setReadOnly(true);
			if (isPostgres()) {
				// Without it, the driver lets go of what is in autocommit.
				pool.addDataSourceProperty("readOnlyMode", "always");
			}
			assertFails(pool);
		}
	}

	@Test
	void aDatabaseThatOnlyReadsIsAFailure() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 in memory is never read-only");
		grantRights("SELECT, INSERT, UPDATE, DELETE");
		String change = isPostgres()
				? "ALTER DATABASE " + this.database.name() + " SET default_transaction_read_only = on"
				: "SET GLOBAL read_only = ON";
		this.database.execute(change);
		try (HikariDataSource pool = unprivileged()) {
			assertFails(pool);
		}
		finally {
			if (!isPostgres()) {
				this.database.execute("SET GLOBAL read_only = OFF");
			}
		}
	}

	/**
	 * Not even a lock that is taken is busy.
	 */
	private void assertFails(HikariDataSource pool) {
		LockStore store = new JdbcLockStore(pool, Pools.options());
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		assertFails(() -> store.acquire(acquisition, Locks.LONG, WaitTime.NONE));
		assertFails(() -> store.acquire(Locks.acquisition(Locks.newLocks(3)), Locks.LONG, WaitTime.NONE));
		assertFails(() -> store.acquire(Locks.acquisition(this.taken), Locks.LONG, WaitTime.NONE));
		assertThat(store.find(List.of(this.taken))).hasSize(1);
		Acquisition holder = new Acquisition(store.find(List.of(this.taken)).get(0).acquisitionId(),
				List.of(this.taken), Locks.OWNER);
		assertFails(() -> store.release(holder, Duration.ZERO));
		assertFails(() -> Locks.renew(store, holder));
	}

	private static void assertFails(Runnable operation) {
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(operation::run);
	}

	private void grantRights(String rights) {
		if (this.product == DatabaseProduct.MARIADB) {
			// A new MariaDB may let everybody do everything in databases with such names.
			this.database.execute("DELETE FROM mysql.db WHERE user IN ('', 'PUBLIC')");
			this.database.execute("FLUSH PRIVILEGES");
		}
		String user = user();
		String password = switch (this.product) {
			case H2, POSTGRESQL, POSTGRESQL_PREVIOUS -> "PASSWORD";
			case MARIADB, MYSQL -> "IDENTIFIED BY";
		};
		this.database.execute("CREATE USER %s %s '%s'".formatted(user, password, PASSWORD));
		this.database.execute("GRANT %s ON distributed_lock TO %s".formatted(rights, user));
	}

	private String user() {
		return "few_rights_" + this.database.name();
	}

	private HikariDataSource unprivileged() {
		HikariDataSource pool = Pools.derived(this.database);
		// Only an administrator may say that.
		pool.setJdbcUrl(this.database.url().replace(";DB_CLOSE_DELAY=-1", ""));
		pool.setUsername(user());
		pool.setPassword(PASSWORD);
		return pool;
	}

	private boolean isPostgres() {
		return this.product.platform().equals("postgresql");
	}

}
