// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.StatementLog;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts at the server what each operation costs, with what the pool and the driver send
 * of their own accord. The numbers are those of {@code docs/databases.md}.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class StatementCountTests {

	@Parameter
	private DatabaseProduct product = DatabaseProduct.H2;

	private static TestDatabase database;

	private static StatementLog log;

	private static HikariDataSource pool;

	private static LockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) throws SQLException {
		database = product.createLockDatabase();
		log = database.logStatements();
		pool = Pools.derived(database);
		store = new JdbcLockStore(pool, Pools.options());
		Pools.fill(pool);
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		pool.close();
		database.close();
	}

	@Test
	void aNewLockTakesOneStatementAndItsReleaseAnother() {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		assertStatements(1, () -> Locks.grant(store, acquisition));
		assertStatements(1, () -> store.release(acquisition, Duration.ZERO));
	}

	@Test
	void aUsedLockTakesOneStatementAndItsReleaseAnother() {
		LockId lock = Locks.newLock();
		use(lock);
		Acquisition acquisition = Locks.acquisition(lock);
		assertStatements(1, () -> Locks.grant(store, acquisition));
		assertStatements(1, () -> store.release(acquisition, Duration.ofSeconds(1)));
	}

	@Test
	void aSetOfFiveTakesOneStatementAndItsReleaseAnother() {
		List<LockId> locks = Locks.newLocks(5);
		use(locks.get(1));
		use(locks.get(3));
		Acquisition acquisition = Locks.acquisition(locks);
		assertStatements(1, () -> Locks.grant(store, acquisition));
		assertStatements(1, () -> store.release(acquisition, Duration.ZERO));
	}

	/**
	 * Who the holder is takes all but PostgreSQL another statement, when somebody asks.
	 */
	@Test
	void aRefusalTakesOneStatement() {
		LockId lock = Locks.newLock();
		Locks.grant(store, Locks.acquisition(lock));
		assertStatements(1, () -> assertThat(Locks.refuse(store, Locks.acquisition(lock)).holder() != null)
			.isEqualTo(this.product.platform().equals("postgresql")));
		assertStatements(1, () -> assertThat(store.find(List.of(lock)).get(0).holder().owner()).isEqualTo(Locks.OWNER));
	}

	@Test
	void aRefusedSetTakesOneStatement() {
		List<LockId> locks = Locks.newLocks(5);
		Locks.grant(store, Locks.acquisition(locks.get(4)));
		assertStatements(1, () -> Locks.refuse(store, Locks.acquisition(locks)));
	}

	/**
	 * For what the first statement could not renew, or not for exactly its lease time,
	 * MySQL and MariaDB need a second one.
	 */
	@Test
	void aHundredRenewalsTakeOneStatementUnlessOneIsLost() {
		List<Acquisition> acquisitions = Locks.newLocks(100).stream().map(Locks::acquisition).toList();
		acquisitions.forEach((acquisition) -> Locks.grant(store, acquisition));
		assertStatements(isH2() ? 100 : 1, () -> assertOutcomes(acquisitions, Outcome.RENEWED));
		store.release(acquisitions.get(0), Duration.ZERO);
		assertStatements(isH2() ? 100 : isMySql() ? 2 : 1,
				() -> assertOutcomes(acquisitions, Outcome.RENEWED, Outcome.LOST));
	}

	@Test
	void anotherIsolationTakesMySqlAnotherStatement() throws SQLException {
		try (HikariDataSource repeatable = Pools.derived(database)) {
			repeatable.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
			LockStore other = new JdbcLockStore(repeatable, Pools.options());
			Pools.fill(repeatable);
			Acquisition acquisition = Locks.acquisition(Locks.newLock());
			assertThat(log.during(() -> Locks.grant(other, acquisition))).hasSize(isMySql() ? 2 : 1);
			assertThat(log.during(() -> other.release(acquisition, Duration.ZERO))).hasSize(isMySql() ? 2 : 1);
		}
	}

	private static void assertOutcomes(List<Acquisition> acquisitions, Outcome... outcomes) {
		assertThat(Locks.renewAll(store, acquisitions)).hasSameSizeAs(acquisitions)
			.extracting(RenewalResult::outcome)
			.containsOnly(outcomes);
	}

	private static void use(LockId lock) {
		Acquisition acquisition = Locks.acquisition(lock);
		Locks.grant(store, acquisition);
		store.release(acquisition, Duration.ZERO);
	}

	private boolean isH2() {
		return this.product == DatabaseProduct.H2;
	}

	private boolean isMySql() {
		return this.product == DatabaseProduct.MARIADB || this.product == DatabaseProduct.MYSQL;
	}

	private void assertStatements(int count, Runnable operation) {
		assertThat(log.during(operation)).as("statements on %s", this.product)
			.hasSize(count)
			.allSatisfy((text) -> assertThat(text).contains("distributed_lock"));
	}

}
