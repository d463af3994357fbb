// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.test.server.DatabaseProduct;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of when the locks of a transaction are checked, and of checks that fail.
 */
class CommitOrderTests {

	private static final List<String> order = new ArrayList<>();

	private static Runnable check = () -> {
	};

	private static Bank bank;

	@BeforeAll
	static void open() {
		bank = Bank.open(DatabaseProduct.H2, Application.class, Map.of());
	}

	@AfterAll
	static void close() {
		bank.close();
	}

	@BeforeEach
	void reset() {
		order.clear();
		check = () -> order.add("check");
		bank.reset();
	}

	private static void beforeCommit(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				action.run();
			}

		});
	}

	@Test
	void locksAreCheckedAfterWhatTheApplicationDoesBeforeTheCommit() {
		bank.locks()
			.executeWithoutResult(Bank.LOCK, (lease) -> bank.transaction()
				.executeWithoutResult((tx) -> beforeCommit(() -> order.add("application"))));
		assertThat(order).containsExactly("application", "check");
	}

	@Test
	void aLockThatIsTakenBeforeTheCommitAndLostRollsBack() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> bank.locks()
			.executeWithoutResult(LockRequest.of("outer"),
					(outer) -> bank.transaction().executeWithoutResult((tx) -> beforeCommit(() -> {
						bank.locks().executeWithoutResult(Bank.LOCK, (lease) -> bank.payIn(10));
						bank.steal(Bank.LOCK);
					}))));
		assertThat(bank.balance()).isZero();
	}

	/**
	 * Transaction managers would take it for a failure of their own, and one of them
	 * commits.
	 */
	@Test
	void aGuardThatFailsWithATransactionExceptionRollsBack() {
		check = () -> {
			throw new CannotCreateTransactionException("the store is down");
		};
		for (String manager : new String[] { "transactionManager", "plainTransactionManager" }) {
			TransactionTemplate transaction = new TransactionTemplate(
					bank.context().getBean(manager, DataSourceTransactionManager.class));
			assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> bank.locks()
				.executeWithoutResult(Bank.LOCK, (lease) -> transaction.executeWithoutResult((tx) -> bank.payIn(10))));
			assertThat(bank.balance()).as(manager).isZero();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		CommitGuard commitGuard() {
			return (acquisition, remaining) -> {
				check.run();
				return CommitGuard.Result.NOT_INVOLVED;
			};
		}

		@Bean(defaultCandidate = false)
		DataSourceTransactionManager plainTransactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

}
