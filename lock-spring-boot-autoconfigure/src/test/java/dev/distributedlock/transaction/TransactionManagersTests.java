// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.JdbcLockStoreAutoConfiguration;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of which transactions are guarded, whoever manages them.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionManagersTests {

	private static final LockRequest REQUEST = LockRequest.of("job");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				JdbcLockStoreAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true", "distributed-lock.key-prefix=test");

	@Test
	void theManagerOfSpringBootIsGuarded() {
		this.runner.run((context) -> {
			assertRollsBackOnLoss(context, "transactionManager", "dataSource");
			assertCommitsOtherwise(context, "transactionManager", "dataSource");
		});
	}

	@Test
	void aManagerOfTheApplicationIsGuarded() {
		this.runner.withUserConfiguration(OwnManager.class).run((context) -> {
			assertThat(context).doesNotHaveBean("transactionManager");
			assertRollsBackOnLoss(context, "mine", "dataSource");
			assertCommitsOtherwise(context, "mine", "dataSource");
		});
	}

	@Test
	void aManagerThatAFactoryMakesIsGuarded() {
		this.runner.withBean("made", ManagerFactory.class)
			.run((context) -> assertRollsBackOnLoss(context, "made", "dataSource"));
	}

	@Test
	void aManagerThatTakesNoListenersIsWarnedAboutAndGuardedOnRequest(CapturedOutput output) {
		this.runner.withUserConfiguration(PlainManager.class).run((context) -> {
			assertThat(output).containsOnlyOnce("Transactions of the bean 'plain'")
				.contains("LockLease.guardCurrentTransaction()");
			JdbcTemplate jdbc = table(context, "dataSource");
			TransactionTemplate transaction = transaction(context, "plain");
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lose(context, transaction, jdbc,
					() -> LockContextHolder.requireLease().guardCurrentTransaction()));
			assertThat(rows(jdbc)).isZero();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lose(context, transaction, jdbc, () -> {
			}));
			assertThat(rows(jdbc)).as("not guarded").isOne();
		});
	}

	@Test
	void aManagerWithoutSynchronizationIsWarnedAbout(CapturedOutput output) {
		this.runner.withUserConfiguration(OwnManager.class).run((context) -> {
			context.getBean("mine", DataSourceTransactionManager.class)
				.setTransactionSynchronization(DataSourceTransactionManager.SYNCHRONIZATION_NEVER);
			JdbcTemplate jdbc = table(context, "dataSource");
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> lose(context, transaction(context, "mine"), jdbc, () -> {
				}));
			assertThat(rows(jdbc)).as("not guarded").isOne();
			assertThat(output).contains("under lock 'job' commits even if the lock is lost");
		});
	}

	@Test
	void aTransactionInAnotherDatabaseIsGuardedByAskingTheStore(CapturedOutput output) {
		this.runner.withUserConfiguration(SecondDatabase.class).run((context) -> {
			assertThat(output).containsOnlyOnce("Transactions of 1 of 2 data sources")
				.contains("others by asking the store");
			assertRollsBackOnLoss(context, "secondManager", "second");
			assertCommitsOtherwise(context, "secondManager", "second");
			assertRollsBackOnLoss(context, "firstManager", "dataSource");
		});
	}

	@Test
	void reactiveManagersAreLeftAlone(CapturedOutput output) {
		this.runner.withBean("reactive", ReactiveManager.class)
			.withBean("plainReactive", ReactiveTransactionManager.class, PlainReactiveManager::new)
			.run((context) -> {
				assertThat(output).doesNotContain("Transactions of the bean");
				TransactionalOperator operator = TransactionalOperator.create(context.getBean(ReactiveManager.class));
				String result = context.getBean(LockTemplate.class)
					.execute(REQUEST, (lease) -> operator.transactional(Mono.just("done")).block());
				assertThat(result).isEqualTo("done");
				assertThat(context.getBean(ReactiveManager.class).committed).isTrue();
			});
	}

	private static void assertRollsBackOnLoss(ApplicationContext context, String manager, String dataSource) {
		JdbcTemplate jdbc = table(context, dataSource);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> lose(context, transaction(context, manager), jdbc, () -> {
			}));
		assertThat(rows(jdbc)).isZero();
	}

	private static void assertCommitsOtherwise(ApplicationContext context, String manager, String dataSource) {
		JdbcTemplate jdbc = table(context, dataSource);
		context.getBean(LockTemplate.class)
			.executeWithoutResult(REQUEST,
					(lease) -> transaction(context, manager).executeWithoutResult((tx) -> insert(jdbc)));
		assertThat(rows(jdbc)).isOne();
	}

	/**
	 * Lose the lock in a transaction that has written something.
	 */
	private static void lose(ApplicationContext context, TransactionTemplate transaction, JdbcTemplate jdbc,
			Runnable begun) {
		context.getBean(LockTemplate.class)
			.executeWithoutResult(REQUEST, (lease) -> transaction.executeWithoutResult((tx) -> {
				begun.run();
				insert(jdbc);
				context.getBean(LockStore.class).forceRelease(LockId.of("test", "job", null));
			}));
	}

	private static TransactionTemplate transaction(ApplicationContext context, String manager) {
		return new TransactionTemplate(context.getBean(manager, PlatformTransactionManager.class));
	}

	private static JdbcTemplate table(ApplicationContext context, String dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(context.getBean(dataSource, DataSource.class));
		jdbc.execute("DROP TABLE IF EXISTS note");
		jdbc.execute("CREATE TABLE note (message VARCHAR(10))");
		return jdbc;
	}

	private static void insert(JdbcTemplate jdbc) {
		jdbc.update("INSERT INTO note (message) VALUES ('x')");
	}

	private static int rows(JdbcTemplate jdbc) {
		return JdbcClient.create(jdbc).sql("SELECT COUNT(*) FROM note").query(Integer.class).single();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		DataSourceTransactionManager mine(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	static class ManagerFactory implements FactoryBean<PlatformTransactionManager> {

		private final DataSource dataSource;

		ManagerFactory(DataSource dataSource) {
			this.dataSource = dataSource;
		}

		@Override
		public PlatformTransactionManager getObject() {
			return new DataSourceTransactionManager(this.dataSource);
		}

		@Override
		public Class<?> getObjectType() {
			return PlatformTransactionManager.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PlainManager {

		@Bean
		PlatformTransactionManager plain(DataSource dataSource) {
			DataSourceTransactionManager delegate = new DataSourceTransactionManager(dataSource);
			return new PlatformTransactionManager() {

				@Override
				public TransactionStatus getTransaction(TransactionDefinition definition) {
					return delegate.getTransaction(definition);
				}

				@Override
				public void commit(TransactionStatus status) {
					delegate.commit(status);
				}

				@Override
				public void rollback(TransactionStatus status) {
					delegate.rollback(status);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondDatabase {

		@Bean(defaultCandidate = false)
		DataSource second() {
			return new DriverManagerDataSource("jdbc:h2:mem:second;DB_CLOSE_DELAY=-1");
		}

		@Bean
		DataSourceTransactionManager firstManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		DataSourceTransactionManager secondManager(@Qualifier("second") DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	static class ReactiveManager extends AbstractReactiveTransactionManager {

		private boolean committed;

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager manager) {
			return new Object();
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager manager, Object transaction,
				TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.committed = true);
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager manager, GenericReactiveTransaction status) {
			return Mono.empty();
		}

	}

	static class PlainReactiveManager implements ReactiveTransactionManager {

		@Override
		public Mono<ReactiveTransaction> getReactiveTransaction(TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> commit(ReactiveTransaction transaction) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> rollback(ReactiveTransaction transaction) {
			return Mono.empty();
		}

	}

}
