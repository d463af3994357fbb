// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of transactions in another database than the one that keeps the locks.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class TwoDatabasesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static Bank bank;

	private static TestDatabase second;

	TwoDatabasesTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		second = DatabaseProduct.H2.createDatabase();
		second.execute("CREATE TABLE note (message VARCHAR(200) NOT NULL)");
		bank = Bank.open(product, Application.class, Map.of());
	}

	@AfterParameterizedClassInvocation
	static void close() {
		bank.close();
		second.close();
	}

	@BeforeEach
	void reset() {
		bank.reset();
		second.execute("DELETE FROM note");
	}

	private static void write() {
		bank.context().getBean("secondTemplate", JdbcTemplate.class).update("INSERT INTO note (message) VALUES ('x')");
	}

	private static TransactionTemplate inSecond() {
		return new TransactionTemplate(bank.context().getBean("secondManager", JdbcTransactionManager.class));
	}

	private static TransactionTemplate inFirst() {
		return new TransactionTemplate(bank.context().getBean("transactionManager", JdbcTransactionManager.class));
	}

	private static int notes() {
		return Integer.parseInt(second.queryForString("SELECT COUNT(*) FROM note"));
	}

	@Test
	void aTransactionCommitsWhileTheLockIsHeld() {
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> inSecond().executeWithoutResult((tx) -> write()));
		assertThat(notes()).isOne();
	}

	@Test
	void aTransactionRollsBackIfSomebodyElseHasTheLock() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> inSecond().executeWithoutResult((tx) -> {
					write();
					bank.steal(Bank.LOCK);
				})));
		assertThat(notes()).isZero();
	}

	@Test
	void aTransactionIsGuardedAlsoIfItUsesTheDatabaseOfTheLocksWithoutATransaction() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> inSecond().executeWithoutResult((tx) -> {
					bank.bean(JdbcTemplate.class).queryForList("SELECT message FROM audit_log");
					write();
					bank.steal(Bank.LOCK);
				})));
		assertThat(notes()).isZero();
	}

	@Test
	void aTransactionCommitsInsideOfOneThatOnlyReadsInTheDatabaseOfTheLocks() {
		TransactionTemplate reading = inFirst();
		reading.setReadOnly(true);
		bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> reading.executeWithoutResult((outer) -> {
			bank.bean(JdbcTemplate.class).queryForList("SELECT message FROM audit_log");
			inSecond().executeWithoutResult((tx) -> write());
		}));
		assertThat(notes()).isOne();
	}

	@Test
	void aTransactionRollsBackInsideOfOneInTheDatabaseOfTheLocks() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(Bank.LOCK,
					(lease) -> inFirst().executeWithoutResult((outer) -> inSecond().executeWithoutResult((tx) -> {
						write();
						bank.steal(Bank.LOCK);
					}))));
		assertThat(notes()).isZero();
	}

	@Test
	void aTransactionInTheDatabaseOfTheLocksMayPauseAfterOneInsideOfIt() {
		LockRequest request = Bank.LOCK.leaseTime(Duration.ofSeconds(1));
		LockStore store = bank.bean(LockStore.class);
		bank.locks().executeWithoutResult(request, (lease) -> inFirst().executeWithoutResult((outer) -> {
			bank.payIn(10);
			inSecond().executeWithoutResult((tx) -> write());
			await().atMost(PATIENCE).until(() -> {
				assertThat(lease.isHeld()).isTrue();
				return heldFor(store).compareTo(Duration.ofSeconds(3)) > 0;
			});
		}));
		assertThat(bank.balance()).isEqualTo(10);
		assertThat(notes()).isOne();
	}

	private static Duration heldFor(LockStore store) {
		return store.find(List.of(Bank.id(Bank.LOCK))).get(0).holder().heldFor();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean(defaultCandidate = false)
		DataSource secondDataSource() {
			return second.dataSource();
		}

		@Bean(defaultCandidate = false)
		JdbcTransactionManager secondManager(@Qualifier("secondDataSource") DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean(defaultCandidate = false)
		JdbcTemplate secondTemplate(@Qualifier("secondDataSource") DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

}
