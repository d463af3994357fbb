// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.engine.ThreadLeftovers;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that nothing of a lock is left on a thread that goes back to its pool, and of
 * what a scope that is bound to a thread cannot tell.
 */
class PooledThreadsTests {

	private static final int THREADS = 3;

	private static final LockRequest REQUEST = LockRequest.of("job");

	private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, DataSourceAutoConfiguration.class,
						DataSourceTransactionManagerAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local", "spring.datasource.generate-unique-name=true",
				"distributed-lock.key-prefix=test");

	@AfterEach
	void nothingIsLeft() throws Exception {
		assertNothingIsLeftOn(this.pool, THREADS);
		this.pool.shutdownNow();
		ThreadLeftovers.assertNone();
	}

	/**
	 * Looks at all threads of a pool: none takes a second task before all have one.
	 */
	private static void assertNothingIsLeftOn(ExecutorService pool, int threads) throws Exception {
		CyclicBarrier together = new CyclicBarrier(threads);
		List<Future<?>> checks = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			checks.add(pool.submit(() -> {
				ThreadLeftovers.assertNone();
				return together.await(1, TimeUnit.MINUTES);
			}));
		}
		for (Future<?> check : checks) {
			check.get();
		}
	}

	private void onEachThread(ThrowingTask task) throws Exception {
		List<Future<?>> futures = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			LockRequest request = LockRequest.of("job", i);
			futures.add(this.pool.submit(() -> {
				task.run(request);
				return null;
			}));
		}
		for (Future<?> future : futures) {
			future.get();
		}
	}

	private static void free(ApplicationContext context, LockRequest request) {
		context.getBean(LockStore.class).forceRelease(LockId.of("test", request.name(), request.keys().get(0)));
	}

	private static TransactionTemplate transaction(ApplicationContext context, int propagation) {
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.setPropagationBehavior(propagation);
		return transaction;
	}

	@Test
	void scopesLeaveNothing() {
		this.runner.run((context) -> {
			LockTemplate locks = context.getBean(LockTemplate.class);
			onEachThread((request) -> {
				locks.executeWithoutResult(request,
						(outer) -> locks.executeWithoutResult(LockRequest.of("inner", request.keys().get(0)),
								(inner) -> locks.executeWithoutResult(request, (again) -> {
								})));
				assertThatExceptionOfType(UnsupportedOperationException.class)
					.isThrownBy(() -> locks.execute(request, (lease) -> {
						throw new UnsupportedOperationException();
					}));
				ThreadLeftovers.assertNone();
			});
		});
	}

	@Test
	void aLossThatInterruptsLeavesNothing() {
		this.runner.run((context) -> onEachThread((request) -> {
			assertThatExceptionOfType(LockException.class).isThrownBy(() -> context.getBean(LockTemplate.class)
				.execute(request.leaseTime(Duration.ofMillis(300)), (lease) -> {
					free(context, request);
					assertThatExceptionOfType(InterruptedException.class)
						.isThrownBy(() -> new CountDownLatch(1).await());
					Thread.currentThread().interrupt();
					return "lost";
				}));
			ThreadLeftovers.assertNone();
		}));
	}

	/**
	 * The work ends about when its lease does, so that some interrupts come in the last
	 * moment, and some would come after it.
	 */
	@Test
	void aLossAtTheEndOfTheWorkDoesNotHitTheNextTask() {
		this.runner.run((context) -> onEachThread((request) -> {
			LockRequest brief = request.leaseTime(Duration.ofMillis(100)).renew(false);
			for (int i = 0; i < 30; i++) {
				long margin = TimeUnit.MICROSECONDS.toNanos(50L * (i - 15));
				try {
					context.getBean(LockTemplate.class).executeWithoutResult(brief, (lease) -> {
						long until = System.nanoTime() + lease.remaining().toNanos() + margin;
						while (System.nanoTime() - until < 0) {
							Thread.onSpinWait();
						}
					});
				}
				catch (LockException ex) {
					// It was too late, or its own lease was not over yet.
				}
				ThreadLeftovers.assertNone();
			}
		}));
	}

	@Test
	void transactionsLeaveNothing() {
		this.runner.run((context) -> {
			LockTemplate locks = context.getBean(LockTemplate.class);
			TransactionTemplate transaction = transaction(context, TransactionDefinition.PROPAGATION_REQUIRED);
			TransactionTemplate another = transaction(context, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			onEachThread((request) -> {
				transaction.executeWithoutResult((tx) -> {
					locks.executeWithoutResult(request, (lease) -> another
						.executeWithoutResult((inner) -> locks.executeWithoutResult(request, (again) -> {
						})));
					locks.executeWithoutResult(request, (lease) -> {
					});
				});
				ThreadLeftovers.assertNone();
				transaction.executeWithoutResult((tx) -> {
					locks.executeWithoutResult(request, (lease) -> {
					});
					tx.setRollbackOnly();
				});
				ThreadLeftovers.assertNone();
				assertThatExceptionOfType(LockException.class)
					.isThrownBy(() -> transaction.executeWithoutResult((tx) -> {
						locks.executeWithoutResult(request, (lease) -> {
						});
						free(context, request);
					}));
				ThreadLeftovers.assertNone();
				locks.executeWithoutResult(request, (lease) -> transaction.executeWithoutResult((tx) -> {
				}));
				ThreadLeftovers.assertNone();
			});
		});
	}

	@Test
	void aScopeThatOutlivesItsTransactionLeavesNothing() {
		this.runner.run((context) -> onEachThread((request) -> {
			PlatformTransactionManager manager = context.getBean(PlatformTransactionManager.class);
			TransactionStatus status = manager.getTransaction(TransactionDefinition.withDefaults());
			context.getBean(LockTemplate.class).executeWithoutResult(request, (lease) -> manager.commit(status));
			ThreadLeftovers.assertNone();
		}));
	}

	/**
	 * What a scope that is bound to a thread cannot tell: the task is another one, but
	 * runs on the thread of the scope.
	 */
	@Test
	void aTaskThatTheCallerRunsInsideOfTheScopeReenters() {
		ThreadPoolExecutor full = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(),
				new ThreadPoolExecutor.CallerRunsPolicy());
		CountDownLatch done = new CountDownLatch(1);
		full.execute(() -> awaitUninterruptibly(done));
		this.runner.run((context) -> {
			LockTemplate locks = context.getBean(LockTemplate.class);
			LockLease outer = locks.execute(REQUEST, (lease) -> {
				full.execute(() -> locks.executeWithoutResult(REQUEST, (again) -> {
					assertThat(again).isSameAs(lease);
					assertThat(LockContextHolder.requireLease()).isSameAs(lease);
				}));
				return lease;
			});
			assertThat(outer.isHeld()).isFalse();
			full.execute(ThreadLeftovers::assertNone);
		});
		done.countDown();
		full.shutdown();
	}

	@Test
	void aTaskThatAnotherThreadRunsDoesNotReenter() {
		this.runner.run((context) -> {
			LockTemplate locks = context.getBean(LockTemplate.class);
			locks.executeWithoutResult(REQUEST, (lease) -> onEachThread((ignored) -> {
				ThreadLeftovers.assertNone();
				assertThatExceptionOfType(LockNotAcquiredException.class)
					.isThrownBy(() -> locks.execute(REQUEST, (never) -> "never"));
			}));
		});
	}

	@Test
	void asynchronousMethodsAreLockedOnTheirOwnThreadAndLeaveNothing() {
		this.runner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			AsyncJobs jobs = context.getBean(AsyncJobs.class);
			LockTemplate locks = context.getBean(LockTemplate.class);
			CompletableFuture<String> lock = new CompletableFuture<>();
			jobs.lockedOnTheWorker(lock);
			assertThat(lock.get(1, TimeUnit.MINUTES)).isEqualTo("async");
			assertThat(LockContextHolder.getContext()).isNull();
			locks.executeWithoutResult(LockRequest.of("outer"), (lease) -> {
				assertThat(jobs.contextOnTheWorker().join()).as("a scope does not go with @Async").isFalse();
				assertThat(LockContextHolder.requireLease()).isSameAs(lease);
			});
			context.getBean(LockingCaller.class).callAsynchronously();
			ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
			assertNothingIsLeftOn(executor.getThreadPoolExecutor(), THREADS);
		});
	}

	/**
	 * The thread that starts a parallel stream takes part in it, and is in the scope; the
	 * other threads are not.
	 */
	@Test
	void theWorkersOfAParallelStreamAreNotInTheScopeOfItsCaller() throws Exception {
		ForkJoinPool workers = new ForkJoinPool(THREADS);
		this.runner.run((context) -> context.getBean(LockTemplate.class).executeWithoutResult(REQUEST, (lease) -> {
			Thread caller = Thread.currentThread();
			Set<Thread> inScope = ConcurrentHashMap.newKeySet();
			Set<Thread> seen = ConcurrentHashMap.newKeySet();
			Runnable stream = () -> IntStream.range(0, 1000).parallel().forEach((i) -> {
				seen.add(Thread.currentThread());
				if (LockContextHolder.getContext() != null) {
					inScope.add(Thread.currentThread());
				}
			});
			stream.run();
			assertThat(seen).contains(caller);
			assertThat(inScope).containsExactly(caller);
			seen.clear();
			inScope.clear();
			workers.submit(stream).join();
			assertThat(seen).isNotEmpty().doesNotContain(caller);
			assertThat(inScope).isEmpty();
		}));
		assertNothingIsLeftOn(workers, THREADS);
		assertNothingIsLeftOn(ForkJoinPool.commonPool(), 1);
		workers.shutdown();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	interface ThrowingTask {

		void run(LockRequest request) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ AsyncJobs.class, LockingCaller.class })
	static class AsyncConfiguration {

		@Bean
		ThreadPoolTaskExecutor taskExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setCorePoolSize(THREADS);
			executor.setMaxPoolSize(THREADS);
			return executor;
		}

	}

	static class AsyncJobs {

		@Async
		@DistributedLock(name = "async")
		public void lockedOnTheWorker(CompletableFuture<String> lock) {
			lock.complete(LockContextHolder.requireLease().name());
		}

		@Async
		public CompletableFuture<Boolean> contextOnTheWorker() {
			return CompletableFuture.completedFuture(LockContextHolder.getContext() != null);
		}

	}

	static class LockingCaller {

		private final AsyncJobs jobs;

		LockingCaller(AsyncJobs jobs) {
			this.jobs = jobs;
		}

		@DistributedLock(name = "caller")
		public void callAsynchronously() {
			assertThat(this.jobs.contextOnTheWorker().join()).isFalse();
			assertThat(LockContextHolder.requireLease().name()).isEqualTo("caller");
		}

	}

}
