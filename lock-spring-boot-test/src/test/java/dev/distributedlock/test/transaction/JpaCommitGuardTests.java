// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.OnRequest;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests that no transaction of JPA commits on a lost lease. What has been changed is
 * written after the guard, when the persistence context is flushed by the commit.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class JpaCommitGuardTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Map<String, Object> WITH_JPA = Map.of(OnRequest.JPA, "true", "spring.jpa.hibernate.ddl-auto",
			"none");

	private static Bank bank;

	private final DatabaseProduct product;

	JpaCommitGuardTests(DatabaseProduct product) {
		this.product = product;
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		bank = Bank.open(product, Application.class, WITH_JPA);
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
		bank.bean(BeforeCommit.class).set(null);
		assertThat(LockContextHolder.getContext()).isNull();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void theTransactionManagerIsTheOneOfJpa() {
		assertThat(bank.bean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
	}

	@Test
	void aTransactionCommitsWhileTheLockIsHeld() {
		bank.bean(Accounts.class).payIn(10);
		assertThat(bank.balance()).isEqualTo(10);
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Granted.class);
	}

	@Test
	void aTransactionRollsBackIfSomebodyElseHasTheLock() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bank.bean(Accounts.class).payInAndBeRobbed());
		assertThat(bank.balance()).isZero();
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).as("the successor keeps it").isInstanceOf(Busy.class);
	}

	@Test
	void aTransactionOfATemplateRollsBackToo() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				payIn(10);
				bank.steal(Bank.LOCK);
			})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aTransactionRollsBackAlsoAfterAFlush() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				payIn(10);
				bank.bean(EntityManager.class).flush();
				bank.steal(Bank.LOCK);
			})));
		assertThat(bank.balance()).isZero();
	}

	/**
	 * The result would not stand after a guard that only asked the store.
	 */
	@Test
	void jpaIsFoundToBeInTheDatabaseOfTheLocks() {
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
			bank.transaction().executeWithoutResult((tx) -> payIn(10));
			bank.steal(Bank.LOCK);
		});
		assertThat(bank.balance()).isEqualTo(10);
	}

	@Test
	void nobodyIsGrantedTheLockUntilWhatTheCommitFlushesIsCommitted() {
		LockRequest request = Bank.LOCK.leaseTime(Duration.ofSeconds(2)).renew(false).onLost(OnLost.NOTIFY);
		LockStore store = bank.bean(LockStore.class);
		bank.bean(BeforeCommit.class).set(() -> {
			assertThat(bank.bean(EntityManager.class).unwrap(Session.class).isDirty()).as("not flushed").isTrue();
			if (this.product.platform().equals("postgresql")) {
				store.forceRelease(Bank.id(Bank.LOCK));
			}
			await().atMost(PATIENCE).until(() -> store.find(List.of(Bank.id(Bank.LOCK))).isEmpty());
			assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Busy.class);
		});
		bank.locks()
			.executeWithoutResult(request, (lease) -> bank.transaction().executeWithoutResult((tx) -> payIn(10)));
		assertThat(bank.balance()).isEqualTo(10);
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Granted.class);
	}

	@Test
	void aFlushThatFailsAfterTheGuardRollsBackAndFreesTheLock() {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				payIn(10);
				bank.bean(EntityManager.class).persist(new Account(2, null));
			})));
		assertThat(bank.balance()).isZero();
		assertThat(bank.tryAcquireAsStranger(Bank.LOCK)).isInstanceOf(Granted.class);
	}

	@Test
	void aFailingGuardStatementRollsBack() {
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((tx) -> {
				payIn(10);
				bank.database().execute("ALTER TABLE distributed_lock RENAME TO distributed_lock_gone");
			})));
		bank.database().execute("ALTER TABLE distributed_lock_gone RENAME TO distributed_lock");
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aTransactionInsideOfAnotherIsGuardedByItself() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction().executeWithoutResult((outer) -> {
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
						.executeWithoutResult((inner) -> {
							payIn(10);
							bank.steal(Bank.LOCK);
						}));
				assertThat(bank.balance()).isZero();
			})));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aLockThatIsTakenInsideIsKeptUntilTheCommit() {
		bank.transaction().executeWithoutResult((tx) -> {
			for (int i = 0; i < 3; i++) {
				bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> payIn(10));
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
				bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> payIn(10));
				bank.steal(Bank.LOCK);
			}));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aReadOnlyTransactionIsNotGuarded() {
		TransactionTemplate transaction = bank.transaction();
		transaction.setReadOnly(true);
		AtomicReference<@Nullable Account> read = new AtomicReference<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
				transaction.executeWithoutResult((tx) -> {
					read.set(account());
					bank.steal(Bank.LOCK);
				});
				assertThat(TransactionSynchronizationManager.isSynchronizationActive()).as("committed").isFalse();
			}));
		assertThat(read).doesNotHaveNullValue();
	}

	/**
	 * Hibernate then leaves out what it takes for needless, and has no connection before
	 * the first statement.
	 */
	@Test
	void transactionsAreGuardedAlsoIfThePoolDisablesAutocommit() {
		Map<String, Object> properties = Map.of(OnRequest.JPA, "true", "spring.jpa.hibernate.ddl-auto", "none",
				"spring.datasource.hikari.auto-commit", "false");
		Bank previous = bank;
		try (Bank other = Bank.open(this.product, Application.class, properties)) {
			bank = other;
			jpaIsFoundToBeInTheDatabaseOfTheLocks();
			bank.reset();
			aTransactionOfATemplateRollsBackToo();
			bank.reset();
			aLockThatIsTakenInsideAndLostRollsBack();
		}
		finally {
			bank = previous;
		}
	}

	/**
	 * Change the entity, and write nothing yet.
	 */
	private static void payIn(int amount) {
		bank.bean(Accounts.class).change(amount);
	}

	private static Account account() {
		return bank.bean(EntityManager.class).find(Account.class, 1);
	}

	@Entity
	@Table(name = "account")
	static class Account {

		@Id
		private int id;

		private @Nullable Integer balance;

		protected Account() {
		}

		Account(int id, @Nullable Integer balance) {
			this.id = id;
			this.balance = balance;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Accounts.class)
	static class Application {

		@Bean
		BeforeCommit beforeCommit() {
			return new BeforeCommit();
		}

	}

	static class Accounts {

		@DistributedLock(name = "account", key = "'1'")
		@Transactional
		public void payIn(int amount) {
			change(amount);
		}

		@Transactional
		@DistributedLock(name = "account", key = "'1'")
		public void payInAndBeRobbed() {
			change(10);
			bank.steal(Bank.LOCK);
		}

		void change(int amount) {
			Account account = account();
			assertThat(account.balance).isNotNull();
			account.balance += amount;
		}

	}

}
