// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcCommitGuard;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of where databases differ. Whoever has one of these fail has something to correct
 * in {@code docs/databases.md}.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class KnownLimitsTests {

	@Parameter
	private DatabaseProduct product = DatabaseProduct.H2;

	private static TestDatabase database;

	private static HikariDataSource pool;

	private static HikariDataSource applicationPool;

	private static JdbcLockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = product.createLockDatabase();
		pool = Pools.derived(database);
		applicationPool = Pools.derived(database);
		store = new JdbcLockStore(pool, Pools.options());
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		applicationPool.close();
		pool.close();
		database.close();
	}

	@Test
	void whoWaitsPollsUnlessThisIsPostgres() {
		try (LockStore.Subscription subscription = store.subscribe(List.of(Locks.newLock()), () -> {
		})) {
			assertThat(subscription == LockStore.Subscription.NONE).isEqualTo(!isPostgres());
		}
	}

	@Test
	void theWaitForARowIsBounded() {
		assertThat(JdbcLockStore.connectionInitSql(database.url(), Duration.ofSeconds(5), null))
			.isEqualTo(switch (this.product) {
				case H2 -> "SET LOCK_TIMEOUT 251";
				case POSTGRESQL, POSTGRESQL_PREVIOUS -> null;
				case MARIADB, MYSQL -> "SET innodb_lock_wait_timeout = 1";
			});
	}

	@Test
	void aGuardedTransactionHoldsUpRenewalsUnlessThisIsPostgres() {
		CommitGuard guard = JdbcCommitGuard.create(store, List.of(applicationPool));
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		Locks.grant(store, acquisition);
		transaction().executeWithoutResult((transaction) -> {
			assertThat(guard.check(acquisition, Locks.LONG)).isEqualTo(CommitGuard.Result.HELD);
			assertThat(Locks.renew(store, acquisition)).isEqualTo(isPostgres() ? Outcome.RENEWED : Outcome.BLOCKED);
		});
		assertThat(Locks.renew(store, acquisition)).isEqualTo(Outcome.RENEWED);
	}

	@Test
	void twoGuardedTransactionsOfOneHolderRunAtTheSameTimeUnlessThisIsH2() {
		CommitGuard guard = JdbcCommitGuard.create(store, List.of(applicationPool));
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		Locks.grant(store, acquisition);
		transaction().executeWithoutResult((outer) -> {
			assertThat(guard.check(acquisition, Locks.LONG)).isEqualTo(CommitGuard.Result.HELD);
			transaction().executeWithoutResult((inner) -> {
				if (this.product == DatabaseProduct.H2) {
					assertThatExceptionOfType(LockStoreException.class)
						.isThrownBy(() -> guard.check(acquisition, Locks.LONG));
				}
				else {
					assertThat(guard.check(acquisition, Locks.LONG)).isEqualTo(CommitGuard.Result.HELD);
				}
			});
		});
	}

	@Test
	void onlyH2IsNotAskedForTheKeyOfTheTable() {
		Assumptions.assumeTrue(this.product == DatabaseProduct.H2, "See SchemaTests for the others");
		try (TestDatabase other = this.product.createLockDatabase(); HikariDataSource pool = Pools.derived(other)) {
			other.execute("ALTER TABLE distributed_lock DROP PRIMARY KEY");
			new JdbcLockStore(pool, Pools.options()).verifySchema();
		}
	}

	private static TransactionTemplate transaction() {
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(applicationPool));
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		return transaction;
	}

	private boolean isPostgres() {
		return this.product.platform().equals("postgresql");
	}

}
