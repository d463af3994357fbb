// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.UrlResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@code distributed-lock.inside-transaction}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InsideTransactionTests {

	private static final LockRequest REQUEST = LockRequest.of("job", "customer-4711");

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, DataSourceAutoConfiguration.class,
						DataSourceTransactionManagerAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(LockStore.class, this::store)
		.withBean(Jobs.class)
		.withUserConfiguration(PhaseConfiguration.class)
		.withPropertyValues("spring.datasource.generate-unique-name=true", "distributed-lock.key-prefix=test");

	/**
	 * A store that tells what it is asked for.
	 */
	private LockStore store() {
		LocalLockStore store = new LocalLockStore();
		return (LockStore) Proxy.newProxyInstance(LockStore.class.getClassLoader(), new Class<?>[] { LockStore.class },
				(proxy, method, arguments) -> {
					if (method.getDeclaringClass() == LockStore.class) {
						this.asked.add(method.getName());
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private void whereItFails(ContextConsumer<AssertableApplicationContext> test) {
		this.runner.withPropertyValues("distributed-lock.inside-transaction=fail").run(test);
	}

	private static TransactionTemplate transaction(ApplicationContext context) {
		return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
	}

	@Test
	void aLockIsRefusedBeforeTheStoreIsAsked() {
		whereItFails((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			LockTemplate template = context.getBean(LockTemplate.class);
			transaction(context).executeWithoutResult((tx) -> {
				assertRefused(() -> registry.acquire(REQUEST));
				assertRefused(() -> registry.tryAcquire(REQUEST));
				assertRefused(() -> registry.tryAcquireAsync(REQUEST));
				assertRefused(() -> template.execute(REQUEST, (lease) -> "never"));
				assertRefused(() -> template.tryExecute(REQUEST, (lease) -> "never"));
				assertRefused(() -> context.getBean(Jobs.class).locked("customer-4711"));
				assertRefused(() -> context.getBean(Jobs.class).skipped("customer-4711"));
			});
			assertThat(this.asked).isEmpty();
		});
	}

	private static void assertRefused(Runnable call) {
		assertThatIllegalStateException().isThrownBy(call::run)
			.withMessageContaining("'job'")
			.withMessageContaining("inside of a transaction")
			.withMessageContaining("distributed-lock.inside-transaction")
			.withMessageNotContaining("4711");
	}

	@Test
	void aLockThatIsHeldCanBeTakenAgain() {
		whereItFails((context) -> {
			LockTemplate template = context.getBean(LockTemplate.class);
			template.executeWithoutResult(REQUEST, (outer) -> transaction(context)
				.executeWithoutResult((tx) -> template.executeWithoutResult(REQUEST, (inner) -> {
					assertThat(inner).isSameAs(outer);
					assertRefused(() -> template.execute(LockRequest.of("job", "other"), (lease) -> "never"));
				})));
		});
	}

	@Test
	void aLockIsGrantedOutsideOfTransactionsAndWhereTheyAreSuspended() {
		whereItFails((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			assertThat(jobs.locked("a")).isEqualTo("ran");
			TransactionTemplate none = transaction(context);
			none.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
			transaction(context).executeWithoutResult(
					(tx) -> none.executeWithoutResult((suspended) -> assertThat(jobs.locked("a")).isEqualTo("ran")));
		});
	}

	/**
	 * Calls back in a phase of a transaction. Spring swallows what some phases throw.
	 */
	private static void inPhase(ApplicationContext context, String phase, Runnable callback) {
		CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
		Runnable counted = () -> {
			try {
				callback.run();
				outcome.complete(null);
			}
			catch (Throwable ex) {
				outcome.completeExceptionally(ex);
			}
		};
		transaction(context).executeWithoutResult((tx) -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					run("beforeCommit");
				}

				@Override
				public void beforeCompletion() {
					run("beforeCompletion");
				}

				@Override
				public void afterCommit() {
					run("afterCommit");
				}

				@Override
				public void afterCompletion(int status) {
					run((status == STATUS_COMMITTED) ? "afterCompletion" : "afterRollback");
				}

				private void run(String current) {
					if (current.equals(phase)) {
						counted.run();
					}
				}

			});
			context.publishEvent(new PhaseEvent(phase, counted));
			if (phase.toUpperCase(Locale.ROOT).endsWith("ROLLBACK")) {
				tx.setRollbackOnly();
			}
		});
		assertThat(outcome).as(phase).isCompleted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "afterCommit", "afterCompletion", "afterRollback", "AFTER_COMMIT", "AFTER_COMPLETION",
			"AFTER_ROLLBACK" })
	void aTransactionThatHasCompletedIsNone(String phase, CapturedOutput output) {
		whereItFails((context) -> inPhase(context, phase, () -> takesLocks(context)));
		this.runner.run((context) -> inPhase(context, phase, () -> takesLocks(context)));
		assertThat(output).doesNotContain("inside of a transaction");
	}

	/**
	 * Each of them is free again at its own end.
	 */
	private static void takesLocks(ApplicationContext context) {
		LockRegistry registry = context.getBean(LockRegistry.class);
		LockTemplate template = context.getBean(LockTemplate.class);
		for (int i = 0; i < 2; i++) {
			registry.acquire(REQUEST).release();
			registry.tryAcquireAsync(REQUEST).join().orElseThrow().release();
			assertThat(template.<String, RuntimeException>execute(REQUEST, (lease) -> "ran")).isEqualTo("ran");
			registry.acquire(REQUEST).release();
			assertThat(context.getBean(Jobs.class).locked("customer-4711")).isEqualTo("ran");
			assertThat(context.getBean(Jobs.class).later("customer-4711").join()).isEqualTo("ran");
			registry.acquire(REQUEST).release();
		}
		assertThatIllegalStateException()
			.isThrownBy(() -> template.executeWithoutResult(REQUEST, LockLease::guardCurrentTransaction))
			.withMessageContaining("no transaction")
			.withMessageContaining("completed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "beforeCommit", "beforeCompletion", "BEFORE_COMMIT" })
	void aTransactionThatIsAboutToCommitIsOne(String phase) {
		whereItFails((context) -> inPhase(context, phase,
				() -> assertRefused(() -> context.getBean(Jobs.class).locked("customer-4711"))));
	}

	/**
	 * As a flush of JPA can ask for one.
	 */
	@Test
	void aLockThatIsTakenDuringTheCommitIsTakenInside() {
		whereItFails((context) -> commit(context, () -> assertRefused(() -> context.getBean(Jobs.class).locked("a"))));
		this.runner.run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			commit(context, () -> {
				context.getBean(LockTemplate.class).executeWithoutResult(REQUEST, (lease) -> {
				});
				assertThat(registry.tryAcquire(REQUEST)).as("kept until the commit is over").isEmpty();
			});
			registry.acquire(REQUEST).release();
		});
	}

	private static void commit(ApplicationContext context, Runnable duringCommit) {
		AtomicBoolean called = new AtomicBoolean();
		DataSourceTransactionManager manager = new DataSourceTransactionManager(context.getBean(DataSource.class)) {

			@Override
			protected void doCommit(DefaultTransactionStatus status) {
				duringCommit.run();
				called.set(true);
				super.doCommit(status);
			}

		};
		manager.setTransactionExecutionListeners(
				context.getBeanProvider(TransactionExecutionListener.class).stream().toList());
		new TransactionTemplate(manager).executeWithoutResult((tx) -> {
		});
		assertThat(called).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "afterCommit", "AFTER_COMMIT", "afterRollback" })
	void aTransactionThatBeginsAfterwardsIsOne(String phase) {
		whereItFails((context) -> inPhase(context, phase, () -> {
			TransactionTemplate next = transaction(context);
			next.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			next.executeWithoutResult((tx) -> assertRefused(() -> context.getBean(Jobs.class).locked("customer-4711")));
			context.getBean(LockTemplate.class)
				.executeWithoutResult(REQUEST,
						(lease) -> next.executeWithoutResult((tx) -> lease.guardCurrentTransaction()));
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> context.getBean(LockTemplate.class)
				.executeWithoutResult(REQUEST.onLost(OnLost.NOTIFY), (lease) -> next.executeWithoutResult((tx) -> {
					LockStore store = context.getBean(LockStore.class);
					store.forceRelease(store.list(null, 1).get(0).lock());
				})));
			takesLocks(context);
		}));
	}

	@Test
	void aLeaseThatWasTakenInsideIsKeptUntilTheTransactionHasCompleted() {
		this.runner.run((context) -> {
			LockTemplate template = context.getBean(LockTemplate.class);
			LockRegistry registry = context.getBean(LockRegistry.class);
			transaction(context).executeWithoutResult((tx) -> {
				LockLease taken = template.<LockLease, RuntimeException>execute(REQUEST, (lease) -> lease);
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						assertThat(registry.tryAcquire(REQUEST)).isEmpty();
						template.executeWithoutResult(REQUEST, (lease) -> assertThat(lease).isSameAs(taken));
						assertThat(registry.tryAcquire(REQUEST)).isEmpty();
					}

				});
			});
			registry.acquire(REQUEST).release();
		});
	}

	/**
	 * A transaction commits on a checked exception, and that is refused.
	 */
	@Test
	void aLossCarriesTheExceptionThatTheTransactionCommitsOn() {
		this.runner.withBean(Payments.class).run(this::assertLossCarriesException);
	}

	@Test
	void aLossCarriesTheExceptionWhereSpringBootManagesTransactions() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
					AopAutoConfiguration.class, DistributedLockAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=local")
			.withBean(Payments.class)
			.run(this::assertLossCarriesException);
	}

	private void assertLossCarriesException(AssertableApplicationContext context) {
		LockStore store = context.getBean(LockStore.class);
		Payments payments = context.getBean(Payments.class);
		Runnable loss = () -> store.forceRelease(store.list(null, 1).get(0).lock());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> payments.commits(() -> {
		})).withMessage("own");
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> payments.commits(loss))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement().isInstanceOf(IOException.class));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> payments.rollsBack(loss))
			.withMessage("own")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement().isInstanceOf(LockLostException.class));
	}

	@Test
	void eachLockNameIsWarnedAboutOnceAndWithoutItsKeys(CapturedOutput output) {
		this.runner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			LockTemplate template = context.getBean(LockTemplate.class);
			for (int i = 0; i < 3; i++) {
				String key = "customer-4711" + i;
				transaction(context).executeWithoutResult((tx) -> assertThat(jobs.locked(key)).isEqualTo("ran"));
				transaction(context).executeWithoutResult(
						(tx) -> template.executeWithoutResult(LockRequest.of("other", key), (lease) -> {
						}));
			}
			assertThat(output).containsOnlyOnce("Lock 'job' is taken inside of a transaction")
				.containsOnlyOnce("Lock 'other' is taken inside of a transaction")
				.doesNotContain("4711");
		});
	}

	@Test
	void nothingIsWarnedOfWhereTheLockIsOutside(CapturedOutput output) {
		this.runner.run((context) -> {
			context.getBean(LockTemplate.class)
				.executeWithoutResult(REQUEST, (lease) -> transaction(context).executeWithoutResult((tx) -> {
				}));
			assertThat(output).doesNotContain("inside of a transaction");
		});
	}

	@Test
	void thePropertyHasMetadata() throws Exception {
		assertThat(metadata()).anySatisfy(
				(json) -> assertThat(json).containsPattern("\"name\": \"distributed-lock.inside-transaction\",\\s*"
						+ "\"type\": \"dev.distributedlock.transaction.InsideTransaction\",\\s*"
						+ "\"description\": \"[^\"]+\",\\s*[^}]*\"defaultValue\": \"warn\""));
	}

	private static List<String> metadata() throws IOException {
		return Collections
			.list(InsideTransactionTests.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))
			.stream()
			.map(InsideTransactionTests::read)
			.toList();
	}

	private static String read(URL url) {
		try {
			return new UrlResource(url).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static class Payments {

		@Transactional
		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		public void commits(Runnable work) throws IOException {
			work.run();
			throw new IOException("own");
		}

		@Transactional(rollbackFor = Exception.class)
		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		public void rollsBack(Runnable work) throws IOException {
			work.run();
			throw new IOException("own");
		}

	}

	record PhaseEvent(String phase, Runnable callback) {
	}

	static class PhaseListener {

		@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
		void beforeCommit(PhaseEvent event) {
			run(event, TransactionPhase.BEFORE_COMMIT);
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
		void afterCommit(PhaseEvent event) {
			run(event, TransactionPhase.AFTER_COMMIT);
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
		void afterRollback(PhaseEvent event) {
			run(event, TransactionPhase.AFTER_ROLLBACK);
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
		void afterCompletion(PhaseEvent event) {
			run(event, TransactionPhase.AFTER_COMPLETION);
		}

		private static void run(PhaseEvent event, TransactionPhase phase) {
			if (event.phase().equals(phase.name())) {
				event.callback().run();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class PhaseConfiguration {

		@Bean
		PhaseListener phaseListener() {
			return new PhaseListener();
		}

	}

	static class Jobs {

		@DistributedLock(name = "job", key = "#key")
		public CompletableFuture<String> later(String key) {
			return CompletableFuture.completedFuture("ran");
		}

		@DistributedLock(name = "job", key = "#key")
		public String locked(String key) {
			return "ran";
		}

		@DistributedLock(name = "job", key = "#key", onBusy = OnBusy.SKIP)
		public void skipped(String key) {
		}

	}

}
