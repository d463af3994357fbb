// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;
import dev.distributedlock.ReactiveLockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.DefaultLockTemplate;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of reactive transactions that begin under locks.
 */
class ReactiveTransactionTests {

	private static final LockRequest REQUEST = LockRequest.of("job").onLost(OnLost.NOTIFY);

	private final LocalLockStore store = new LocalLockStore();

	private final LockTemplate locks = new DefaultLockTemplate(
			new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), (event) -> {
			}));

	private final RecordingManager manager = new RecordingManager();

	private void runInTransaction(Runnable work) {
		new LockTransactionListenerRegistrar().postProcessBeforeInitialization(this.manager, "manager");
		TransactionalOperator.create(this.manager).transactional(Mono.fromRunnable(work)).block();
	}

	@Test
	void aTransactionCommitsWhileTheLockIsHeld() {
		this.locks.executeWithoutResult(REQUEST, (lease) -> runInTransaction(() -> {
		}));
		assertThat(this.manager.calls).containsExactly("begin", "commit");
	}

	@Test
	void aTransactionRollsBackIfTheLockIsKnownToBeLost() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.executeWithoutResult(REQUEST, (lease) -> runInTransaction(() -> lose(lease))));
		assertThat(this.manager.calls).containsExactly("begin", "rollback");
	}

	private void lose(LockLease lease) {
		this.store.forceRelease(LockId.of("app", "job", null));
		assertThat(lease.verify()).isFalse();
	}

	@Test
	void aTransactionThatBeganUnderNoLockIsLeftAlone() {
		runInTransaction(() -> {
		});
		assertThat(this.manager.calls).containsExactly("begin", "commit");
	}

	@Test
	void aTransactionOfALockedMethodRollsBackIfTheLockIsLost() {
		runWithJobs((jobs) -> {
			StepVerifier.create(jobs.transactional((lease) -> {
			})).verifyComplete();
			StepVerifier.create(jobs.transactional(this::lose)).verifyError(LockLostException.class);
			assertThat(this.manager.calls).containsExactly("begin", "commit", "begin", "rollback");
		});
	}

	@Test
	void aLockIsNotTakenInsideOfATransaction() {
		runWithJobs((jobs) -> {
			StepVerifier.create(jobs.transaction().transactional(jobs.locked()))
				.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class)
					.hasMessageContaining("Jobs.locked")
					.hasMessageContaining("inside of a reactive transaction"));
			assertThat(this.manager.calls).containsExactly("begin", "rollback");
		});
	}

	@Test
	void aTransactionThatHasCompletedIsNone() {
		runWithJobs((jobs) -> {
			CompletableFuture<String> result = new CompletableFuture<>();
			TransactionSynchronization synchronization = new TransactionSynchronization() {

				@Override
				public Mono<Void> afterCompletion(int status) {
					return jobs.locked().doOnNext(result::complete).doOnError(result::completeExceptionally).then();
				}

			};
			TransactionSynchronizationManager.forCurrentTransaction()
				.doOnNext((current) -> current.registerSynchronization(synchronization))
				.then()
				.as(jobs.transaction()::transactional)
				.block();
			assertThat(result).isCompletedWithValue("inside");
			assertThat(this.manager.calls).containsExactly("begin", "commit");
		});
	}

	@Test
	void aLockThatIsHeldIsReEnteredInsideOfATransaction() {
		runWithJobs((jobs) -> {
			StepVerifier.create(jobs.transactional((lease) -> {
			}).then(jobs.nested())).expectNext("inside").verifyComplete();
			assertThat(this.manager.calls).containsExactly("begin", "commit", "begin", "commit");
		});
	}

	@Test
	void theInnermostLeaseMustBeHeldAtTheCommit() {
		ReactiveTransactionLeases leases = new ReactiveTransactionLeases();
		TransactionExecution transaction = transaction();
		this.locks.executeWithoutResult(REQUEST, (lease) -> leases.begin(transaction));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> leases.check(transaction));
	}

	@Test
	void aLeaseThatWasLostBeforeItWasReleasedMatters() {
		ReactiveTransactionLeases leases = new ReactiveTransactionLeases();
		TransactionExecution transaction = transaction();
		this.locks.executeWithoutResult(REQUEST,
				(outer) -> this.locks.executeWithoutResult(LockRequest.of("inner"), (inner) -> {
					leases.begin(transaction);
					lose(outer);
					outer.release();
					assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> leases.check(transaction));
				}));
	}

	private static TransactionExecution transaction() {
		return new GenericReactiveTransaction("test", new Object(), true, true, false, false, false, null);
	}

	@Test
	void aLevelThatEndedBeforeDoesNotMatter() {
		runWithJobs((jobs) -> {
			CompletableFuture<String> go = new CompletableFuture<>();
			CompletableFuture<String> result = new CompletableFuture<>();
			this.locks.executeWithoutResult(LockRequest.of("outer"),
					(outer) -> jobs.transactionalAfter(go).subscribe(result::complete, result::completeExceptionally));
			go.complete("go");
			assertThat(result).succeedsWithin(Duration.ofMinutes(1));
			assertThat(this.manager.calls).containsExactly("begin", "commit");
		});
	}

	private void runWithJobs(Consumer<Jobs> test) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
			.withBean(LockStore.class, () -> this.store)
			.withBean(ReactiveTransactionManager.class, () -> this.manager)
			.withBean(Jobs.class)
			.withUserConfiguration(TransactionConfiguration.class)
			.withPropertyValues("distributed-lock.key-prefix=app")
			.run((context) -> test.accept(context.getBean(Jobs.class)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class TransactionConfiguration {

	}

	static class Jobs {

		private final ReactiveTransactionManager manager;

		@Nullable
		@Autowired
		private ObjectProvider<Jobs> self;

		Jobs(ReactiveTransactionManager manager) {
			this.manager = manager;
		}

		TransactionalOperator transaction() {
			return TransactionalOperator.create(this.manager);
		}

		@Transactional
		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		Mono<Void> transactional(Consumer<LockLease> work) {
			return ReactiveLockContextHolder.requireLease().doOnNext(work).then();
		}

		@Transactional
		@DistributedLock("job")
		Mono<String> transactionalAfter(CompletableFuture<String> start) {
			return Mono.fromFuture(start);
		}

		@DistributedLock("job")
		Mono<String> locked() {
			return Mono.just("inside");
		}

		@DistributedLock("job")
		Mono<String> nested() {
			return this.self.getObject().locked().as(transaction()::transactional);
		}

	}

	private static final class RecordingManager extends AbstractReactiveTransactionManager {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		protected Object doGetTransaction(TransactionSynchronizationManager synchronizationManager) {
			return new Object();
		}

		@Override
		protected Mono<Void> doBegin(TransactionSynchronizationManager synchronizationManager, Object transaction,
				TransactionDefinition definition) {
			return Mono.<Void>fromRunnable(() -> this.calls.add("begin")).publishOn(Schedulers.parallel());
		}

		@Override
		protected Mono<Void> doCommit(TransactionSynchronizationManager synchronizationManager,
				GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.calls.add("commit"));
		}

		@Override
		protected Mono<Void> doRollback(TransactionSynchronizationManager synchronizationManager,
				GenericReactiveTransaction status) {
			return Mono.fromRunnable(() -> this.calls.add("rollback"));
		}

	}

}
