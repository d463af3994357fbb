// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLostException;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what becomes of a lock that is taken inside of a transaction: why the start-up
 * warns of it.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class LockInsideTransactionTests {

	private static Bank bank;

	private final DatabaseProduct product;

	LockInsideTransactionTests(DatabaseProduct product) {
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

	@ParameterizedTest
	@EnumSource(value = Isolation.class, names = "DEFAULT", mode = EnumSource.Mode.EXCLUDE)
	void whatTheTransactionReadsIsUpToDateIfItHasReadNothingBefore(Isolation isolation) {
		assertThat(payInUnderALockInside(isolation, () -> {
		})).isEqualTo(Outcome.EXACT);
	}

	/**
	 * {@code READ COMMITTED} reads what is committed when the statement begins, and a
	 * lock inside is as good as one outside. The stricter levels read what was committed
	 * when the transaction first read anything: PostgreSQL and H2 then refuse to
	 * overwrite what they have not seen, but MySQL and MariaDB in their default level do
	 * not.
	 */
	@ParameterizedTest
	@EnumSource(value = Isolation.class, names = "DEFAULT", mode = EnumSource.Mode.EXCLUDE)
	void whatTheTransactionReadsMayBeOlderThanTheLockIfItHasReadSomethingBefore(Isolation isolation) {
		Outcome outcome = payInUnderALockInside(isolation,
				() -> bank.bean(JdbcTemplate.class).queryForList("SELECT balance FROM account WHERE id = 2"));
		if (isolation == Isolation.READ_UNCOMMITTED || isolation == Isolation.READ_COMMITTED) {
			assertThat(outcome).isEqualTo(Outcome.EXACT);
		}
		else if (isolation == Isolation.REPEATABLE_READ && isMySqlOrMariaDb()) {
			assertThat(outcome).isEqualTo(Outcome.LOST_UPDATE);
		}
		else {
			assertThat(outcome).isNotEqualTo(Outcome.LOST_UPDATE);
		}
	}

	private boolean isMySqlOrMariaDb() {
		return this.product == DatabaseProduct.MYSQL || this.product == DatabaseProduct.MARIADB;
	}

	/**
	 * Pay in one, computed from what the transaction reads under the lock, while somebody
	 * else pays in one before the lock is taken.
	 */
	private static Outcome payInUnderALockInside(Isolation isolation, Runnable before) {
		TransactionTemplate transaction = bank.transaction();
		transaction.setIsolationLevel(isolation.value());
		try {
			transaction.executeWithoutResult((tx) -> {
				before.run();
				CompletableFuture
					.runAsync(() -> bank.locks()
						.executeWithoutResult(Bank.LOCK,
								(lease) -> bank.transaction().executeWithoutResult((other) -> bank.payIn(1))))
					.join();
				bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
					JdbcTemplate jdbc = bank.bean(JdbcTemplate.class);
					int balance = Objects
						.requireNonNull(jdbc.queryForObject("SELECT balance FROM account WHERE id = 1", Integer.class));
					jdbc.update("UPDATE account SET balance = ? WHERE id = 1", balance + 1);
				});
			});
		}
		catch (DataAccessException ex) {
			assertThat(bank.balance()).isEqualTo(1);
			return Outcome.REFUSED;
		}
		return (bank.balance() == 2) ? Outcome.EXACT : Outcome.LOST_UPDATE;
	}

	/**
	 * The second transaction takes the lock again without asking the store, because its
	 * thread has it. That must not keep it from being guarded.
	 */
	@Test
	void aTransactionThatTakesALockAgainWhichTheOneAroundItKeepsIsGuardedToo() {
		TransactionTemplate inner = bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bank.transaction().executeWithoutResult((outer) -> {
				bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
				});
				inner.executeWithoutResult((tx) -> {
					bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10));
					bank.steal(Bank.LOCK);
				});
			}));
		assertThat(bank.balance()).isZero();
	}

	@Test
	void aTransactionThatTakesALockAgainCommitsWhileItIsHeld() {
		TransactionTemplate inner = bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		bank.transaction().executeWithoutResult((outer) -> {
			bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> {
			});
			inner.executeWithoutResult((tx) -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10)));
		});
		assertThat(bank.balance()).isEqualTo(10);
	}

	@Test
	void aLockCanBeTakenAgainAfterAnotherTransactionUnderIt() {
		TransactionTemplate inner = bank.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		bank.transaction().executeWithoutResult((outer) -> {
			bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> inner.executeWithoutResult((tx) -> {
			}));
			bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10));
		});
		assertThat(bank.balance()).isEqualTo(10);
	}

	enum Outcome {

		EXACT, LOST_UPDATE, REFUSED

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
