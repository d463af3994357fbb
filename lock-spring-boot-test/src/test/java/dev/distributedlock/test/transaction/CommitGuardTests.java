// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.LockStore;

import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests that no transaction commits on a lost lease, in the database itself.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class CommitGuardTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final LockRequest SHORT = Bank.LOCK.leaseTime(Duration.ofSeconds(2))
		.renew(false)
		.onLost(OnLost.NOTIFY);

	private static Bank bank;

	private final DatabaseProduct product;

	CommitGuardTests(DatabaseProduct product) {
		this.product = product;
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		bank = Bank.open(product, Application.class, Map.of());
	}

	@AfterParameterizedClassInvocation
	static void close() {
		bank.close();
	}

	@BeforeEach
	void reset() {
		bank.reset();
	}

	@AfterEach
	void nothingIsLeftOnTheThread() {
		beforeCommit().set(null);
		assertThat(LockContextHolder.getContext()).isNull();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
		assertThat(Thread.interrupted()).isFalse();
	}

	private boolean isPostgres() {
		return this.product.platform().equals("postgresql");
	}

	/**
	 * What is to be done between the guard and the commit.
	 */
	private static BeforeCommit beforeCommit() {
		return bank.bean(BeforeCommit.class);
	}

	@Test
	void aTransactionCommitsWhileTheLockIsHeld() {
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
			bank.payIn(10);
		}));
		assertThat(bank.balance()).isEqualTo(10);
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Granted.class);
	}

	@Test
	void aTransactionRollsBackIfSomebodyElseHasTheLock() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				bank.steal(Bank.LOCK);
			}))).satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(bank.balance()).isZero();
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).as("the successor keeps it").isInstanceOf(Busy.class);
	}

	@Test
	void aTransactionRollsBackIfAnOperatorHasFreedTheLock() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				bank.bean(LockStore.class).forceRelease(Bank.id(Bank.LOCK));
			})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aTransactionRollsBackIfTheDeadlineHasPassed() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(SHORT, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				await().atMost(PATIENCE).until(() -> !lease.isHeld());
			})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aPlainDataSourceTransactionManagerRollsBackToo() {
		TransactionTemplate transaction = new TransactionTemplate(bank.bean(DataSourceTransactionManager.class));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> {
					bank.payIn(10);
					bank.steal(Bank.LOCK);
				})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aFailingGuardStatementRollsBack() {
		for (String manager : new String[] { "transactionManager", "plainTransactionManager" }) {
			TransactionTemplate transaction = new TransactionTemplate(
					bank.context().getBean(manager, DataSourceTransactionManager.class));
			assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> bank.locks()
				.executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> {
					bank.payIn(10);
					bank.database().execute("ALTER TABLE distributed_lock RENAME TO distributed_lock_gone");
				})));
			bank.database().execute("ALTER TABLE distributed_lock_gone RENAME TO distributed_lock");
			assertThat(bank.balance()).as(manager).isZero();
			bank.reset();
		}
	}

	@Test
	void aBrokenConnectionRollsBack() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 in memory has no connection to break");
		assertThatException().isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				breakConnection();
			})));
		assertThat(bank.balance()).isZero();
	}

	private static void breakConnection() {
		DataSource dataSource = bank.bean(DataSource.class);
		ConnectionHolder holder = (ConnectionHolder) TransactionSynchronizationManager.getResource(dataSource);
		assertThat(holder).isNotNull();
		assertThatNoException().isThrownBy(() -> holder.getConnection().abort(Runnable::run));
	}

	@Test
	void nobodyIsGrantedTheLockBetweenTheGuardAndTheCommit() {
		Assumptions.assumeFalse(isPostgres(), "PostgreSQL ends a holder that is idle: see the next tests");
		beforeCommit().set(() -> {
			await().atMost(PATIENCE).until(() -> bank.bean(LockStore.class).find(List.of(Bank.id(SHORT))).isEmpty());
			assertThat(bank.tryAcquireAsStranger(SHORT)).isInstanceOf(Busy.class);
		});
		bank.locks()
			.executeWithoutResult(SHORT, (lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10)));
		assertThat(bank.balance()).isEqualTo(10);
		assertThat(bank.tryAcquireAsStranger(SHORT)).isInstanceOf(Granted.class);
	}

	@Test
	void nobodyIsGrantedTheLockDuringACommitThatTakesLongerThanTheLease() throws Exception {
		Assumptions.assumeTrue(isPostgres(), "Only PostgreSQL works in a commit: by deferred triggers");
		bank.database().execute("""
				CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
				$$ BEGIN PERFORM pg_sleep(4); RETURN NULL; END $$""");
		bank.database().execute("""
				CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON account
				DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()""");
		try {
			Thread holder = new Thread(() -> bank.locks()
				.executeWithoutResult(SHORT,
						(lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10))));
			holder.start();
			LockStore store = bank.bean(LockStore.class);
			await().atMost(PATIENCE).until(() -> !store.find(List.of(Bank.id(SHORT))).isEmpty());
			await().atMost(PATIENCE).until(() -> store.find(List.of(Bank.id(SHORT))).isEmpty());
			await().atMost(PATIENCE).until(() -> {
				boolean granted = bank.tryAcquireAsStranger(SHORT) instanceof Granted;
				assertThat(granted && bank.balance() == 0).as("granted before the commit").isFalse();
				return granted;
			});
			holder.join();
			assertThat(bank.balance()).isEqualTo(10);
		}
		finally {
			bank.database().execute("DROP FUNCTION slow CASCADE");
		}
	}

	@Test
	void aHolderThatFreezesBetweenTheGuardAndTheCommitBlocksNobodyForLonger() {
		Assumptions.assumeTrue(isPostgres(), "Only PostgreSQL can end a transaction that is idle");
		beforeCommit()
			.set(() -> await().atMost(PATIENCE).until(() -> bank.tryAcquireAsStranger(SHORT) instanceof Granted));
		assertThatException().isThrownBy(() -> bank.locks()
			.executeWithoutResult(SHORT, (lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10))));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void theIdleTimeoutEndsWithTheTransaction() {
		Assumptions.assumeTrue(isPostgres(), "Only PostgreSQL has it");
		bank.locks()
			.executeWithoutResult(SHORT, (lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(1)));
		assertThat(bank.transaction()
			.<String>execute((tx) -> bank.bean(JdbcTemplate.class)
				.queryForObject("SHOW idle_in_transaction_session_timeout", String.class)))
			.isEqualTo("0");
	}

	@Test
	void aRenewalDoesNotDisturbATransactionInRepeatableRead() {
		TransactionTemplate transaction = bank.transaction();
		transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> {
			bank.payIn(10);
			lease.extend(Duration.ofMinutes(2));
		}));
		assertThat(bank.balance()).isEqualTo(10);
	}

	@Test
	void aTransactionInRepeatableReadRollsBackIfSomebodyElseHasTheLock() {
		TransactionTemplate transaction = bank.transaction();
		transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> {
					bank.payIn(10);
					bank.steal(Bank.LOCK);
				})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aTransactionInRepeatableReadRollsBackIfAnOperatorHasFreedTheLock() {
		TransactionTemplate transaction = bank.transaction();
		transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> {
					bank.payIn(10);
					bank.bean(LockStore.class).forceRelease(Bank.id(Bank.LOCK));
				})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aSavepointIsNotGuardedButItsTransactionIs() {
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
			bank.payIn(10);
			bank.transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((nested) -> {
				bank.payIn(5);
				nested.setRollbackOnly();
			});
		}));
		assertThat(bank.balance()).isEqualTo(10);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(LockRequest.of("account", "2"),
					(lease) -> bank.transaction().executeWithoutResult((tx) -> {
						bank.transaction(TransactionDefinition.PROPAGATION_NESTED)
							.executeWithoutResult((nested) -> bank.payIn(5));
						bank.steal(LockRequest.of("account", "2"));
					})));
		assertThat(bank.balance()).isEqualTo(10);
	}

	@Test
	void aTransactionInsideOfAnotherIsGuardedByItself() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((outer) -> {
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
						.executeWithoutResult((inner) -> {
							bank.payIn(10);
							bank.steal(Bank.LOCK);
						}));
				assertThat(bank.balance()).isZero();
			})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aTransactionMayCommitWhileTheOneAroundItIsAboutTo() {
		Assumptions.assumeFalse(this.product == DatabaseProduct.H2, "H2 has no row locks that can be shared");
		beforeCommit().set(() -> {
			beforeCommit().set(null);
			bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((inner) -> bank.bean(JdbcTemplate.class)
					.update("INSERT INTO audit_log (message) VALUES ('inner')"));
		});
		bank.locks()
			.executeWithoutResult(Bank.LOCK,
					(lease) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10)));
		assertThat(bank.balance()).isEqualTo(10);
		assertThat(bank.database().queryForString("SELECT COUNT(*) FROM audit_log")).isEqualTo("1");
	}

	@Test
	void aReadOnlyTransactionIsNotGuarded() {
		TransactionTemplate transaction = bank.transaction();
		transaction.setReadOnly(true);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
				transaction.executeWithoutResult((tx) -> bank.steal(Bank.LOCK));
				assertThat(TransactionSynchronizationManager.isSynchronizationActive()).as("committed").isFalse();
			}));
	}

	@Test
	void aTransactionRollsBackIfAnyOfItsLocksIsLost() {
		LockRequest other = LockRequest.of("other");
		for (LockRequest lost : new LockRequest[] { Bank.LOCK, other }) {
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
				.executeWithoutResult(Bank.LOCK, (outer) -> bank.locks()
					.executeWithoutResult(other, (inner) -> bank.transaction().executeWithoutResult((tx) -> {
						bank.payIn(10);
						bank.steal(lost);
					}))));
			assertThat(bank.balance()).isZero();
			bank.reset();
		}
		bank.locks()
			.executeWithoutResult(Bank.LOCK,
					(outer) -> bank.locks()
						.executeWithoutResult(other,
								(inner) -> bank.transaction().executeWithoutResult((tx) -> bank.payIn(10))));
		assertThat(bank.balance()).isEqualTo(10);
	}

	@Test
	void aLockThatIsTakenInsideIsKeptUntilTheCommit() {
		bank.transaction().executeWithoutResult((tx) -> {
			for (int i = 0; i < 3; i++) {
				bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10));
				assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Busy.class);
			}
		});
		assertThat(bank.balance()).isEqualTo(30);
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Granted.class);
	}

	@Test
	void aLockThatIsTakenInsideAndLostRollsBack() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bank.transaction().executeWithoutResult((tx) -> {
				bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10));
				bank.steal(Bank.LOCK);
			}));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aBareLeaseGuardsATransactionOnRequest() {
		LockLease lease = bank.bean(LockRegistry.class).acquire(Bank.LOCK);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bank.transaction().executeWithoutResult((tx) -> {
				lease.guardCurrentTransaction();
				bank.payIn(10);
				bank.steal(Bank.LOCK);
			}));
		lease.release();
		assertThat(bank.balance()).isZero();
	}

	@Test
	void theFailureOfATransactionCanBeRecordedAfterTheLockedWork() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				bank.payIn(10);
				bank.steal(Bank.LOCK);
			})))
			.satisfies((ex) -> bank.transaction()
				.executeWithoutResult((tx) -> bank.bean(JdbcTemplate.class)
					.update("INSERT INTO audit_log (message) VALUES (?)", ex.getMessage())));
		assertThat(bank.database().queryForString("SELECT message FROM audit_log")).contains("was lost");
	}

	@Test
	void anotherReplicaHasToWaitForTheCommit() {
		LockRegistry registry = bank.bean(LockRegistry.class);
		bank.transaction().executeWithoutResult((tx) -> {
			bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10));
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> registry.acquire(Bank.LOCK));
		});
		registry.acquire(Bank.LOCK).release();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		BeforeCommit beforeCommit() {
			return new BeforeCommit();
		}

		@Bean(defaultCandidate = false)
		DataSourceTransactionManager plainTransactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

}
