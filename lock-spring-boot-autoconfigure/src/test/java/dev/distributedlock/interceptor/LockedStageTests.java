// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.micrometer.context.ContextRegistry;
import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.store.LockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests of locked methods whose work is done when their future is.
 */
class LockedStageTests extends LateWorkTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(LockStore.class, this::store)
		.withUserConfiguration(AsyncConfiguration.class)
		.withBean(Jobs.class);

	private final CompletableFuture<String> work = new CompletableFuture<>();

	private final Semaphore releases = new Semaphore(1);

	/**
	 * Releases while the test lets it.
	 */
	private LockStore store() {
		return (LockStore) Proxy.newProxyInstance(LockStore.class.getClassLoader(), new Class<?>[] { LockStore.class },
				(proxy, method, arguments) -> {
					if (method.isDefault()) {
						return InvocationHandler.invokeDefault(proxy, method, arguments);
					}
					if (!method.getName().equals("release")) {
						return method.invoke(this.store, arguments);
					}
					this.releases.acquire();
					try {
						return method.invoke(this.store, arguments);
					}
					finally {
						this.releases.release();
					}
				});
	}

	private void run(TestOf test) {
		this.contextRunner.run((context) -> test.run(context.getBean(Jobs.class), context.getBean(LockRegistry.class)));
	}

	@FunctionalInterface
	private interface TestOf {

		void run(Jobs jobs, LockRegistry registry) throws Exception;

	}

	/**
	 * Begin work that tells its lease.
	 */
	private CompletableFuture<String> begin(CompletableFuture<LockLease> lease) {
		lease.complete(LockContextHolder.requireLease());
		return this.work;
	}

	private static Throwable failure(Future<?> future) {
		Throwable failure = catchThrowable(future::get);
		return (failure instanceof ExecutionException) ? failure.getCause() : failure;
	}

	@Test
	void theLockIsHeldUntilTheWorkIsDone() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.run(() -> this.work);
			await().until(() -> jobs.runs() == 1);
			assertThat(isFree(registry)).isFalse();
			assertThat(result).isNotDone();
			this.work.complete("done");
			assertThat(result.get()).isEqualTo("done");
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void theLockIsReleasedWhenTheWorkFails() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.run(() -> this.work);
			this.work.completeExceptionally(new IllegalArgumentException("no such job"));
			assertThat(failure(result)).isInstanceOf(IllegalArgumentException.class).hasMessage("no such job");
			assertThat(isFree(registry)).isTrue();
			assertThat(failure(jobs.run(() -> {
				throw new UnsupportedOperationException();
			}))).isInstanceOf(UnsupportedOperationException.class);
			assertThat(failure(jobs.run(() -> null))).hasMessageContaining("Jobs.run")
				.hasMessageContaining("returned null");
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void theLeaseIsBoundWhileTheWorkBegins() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs
				.run(() -> CompletableFuture.completedFuture(LockContextHolder.requireLease().name()));
			assertThat(result.get()).isEqualTo("job");
			assertThat(LockContextHolder.getContext()).isNull();
		});
	}

	@Test
	void whatIsBoundToTheCallersThreadComesAlong() {
		ThreadLocal<String> tenant = new ThreadLocal<>();
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", tenant);
		tenant.set("acme");
		try {
			run((jobs, registry) -> assertThat(jobs.run(() -> CompletableFuture.completedFuture(tenant.get())).get())
				.isEqualTo("acme"));
		}
		finally {
			tenant.remove();
			ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		}
	}

	@Test
	void aContextThatCannotBeCarriedOverIsTold() {
		ThreadLocal<String> tenant = ThreadLocal.withInitial(() -> "acme");
		Thread caller = Thread.currentThread();
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", tenant::get, (value) -> {
			if (Thread.currentThread() != caller) {
				throw new IllegalStateException("not here");
			}
		}, tenant::remove);
		try {
			run((jobs, registry) -> {
				assertThat(failure(jobs.run(() -> this.work))).hasMessage("not here");
				await().until(() -> isFree(registry));
			});
		}
		finally {
			ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		}
	}

	@Test
	void aBusyLockIsTold() {
		run((jobs, registry) -> {
			LockLease lease = registry.acquire(REQUEST);
			assertThat(failure(jobs.run(() -> this.work))).isInstanceOf(LockNotAcquiredException.class);
			assertThat(jobs.skipping(() -> this.work).toCompletableFuture().get()).isNull();
			assertThat(jobs.skippingOptional().get()).isEmpty();
			lease.release();
			assertThat(jobs.runs()).isZero();
			assertThat(jobs.skippingOptional().get()).contains("run");
		});
	}

	@Test
	void whoCallsDoesNotWaitForTheLock() {
		run((jobs, registry) -> {
			LockLease lease = registry.acquire(REQUEST);
			CompletableFuture<String> result = jobs.waiting(() -> CompletableFuture.completedFuture("done"));
			assertThat(result).isNotDone();
			lease.release();
			assertThat(result.get()).isEqualTo("done");
		});
	}

	@Test
	void whoCancelsEndsTheWait() {
		run((jobs, registry) -> {
			LockLease lease = registry.acquire(REQUEST);
			CompletableFuture<String> result = jobs.waiting(() -> this.work);
			result.cancel(true);
			lease.release();
			await().until(() -> isFree(registry));
			assertThat(jobs.runs()).isZero();
		});
	}

	/**
	 * Stop the registry, which waits for work.
	 */
	private static CompletableFuture<?> whenIdle(LockRegistry registry) {
		CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
		((DefaultLockRegistry) registry).stop(() -> idle.complete(null));
		return idle;
	}

	@Test
	void aShutdownWaitsForTheWork() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.run(() -> this.work);
			await().until(() -> jobs.runs() == 1);
			CompletableFuture<?> idle = whenIdle(registry);
			assertThat(idle).isNotDone();
			this.work.complete("done");
			idle.get();
			assertThat(result.get()).isEqualTo("done");
		});
	}

	@Test
	void theWorkNeverBeginsOnTheThreadOfItsCaller() {
		run((jobs, registry) -> {
			for (int i = 0; i < 500; i++) {
				assertThat(jobs.run(() -> CompletableFuture.completedFuture(Thread.currentThread().getName())).get())
					.startsWith("distributed-lock-work-");
			}
		});
	}

	@Test
	void whoeverEndsTheWorkDoesNotWaitForTheRelease() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.run(() -> this.work);
			await().until(() -> jobs.runs() == 1);
			this.releases.acquire();
			this.work.complete("done");
			assertThat(result).isNotDone();
			this.releases.release();
			assertThat(result.get()).isEqualTo("done");
		});
	}

	@Test
	void anyNumberMayWaitForOthersInside() {
		run((jobs, registry) -> {
			CountDownLatch all = new CountDownLatch(100);
			List<CompletableFuture<String>> results = IntStream.range(0, 100)
				.mapToObj((i) -> jobs.keyed("outer-" + i, () -> {
					all.countDown();
					assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
					return jobs.keyed("inner-" + i, () -> "done").join();
				}))
				.toList();
			assertThat(results).allSatisfy((result) -> assertThat(result.get()).isEqualTo("done"));
		});
	}

	@Test
	void adviceInsideOfTheLockKnowsItsCall() {
		this.contextRunner.withBean(Aspects.class).run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			assertThat(jobs.run(() -> CompletableFuture.completedFuture("done")).get()).isEqualTo("done");
			assertThat(context.getBean(Aspects.class).advised()).isEqualTo("run");
		});
	}

	@Test
	void whoCancelsEndsTheWorkAndReleasesTheLock() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.run(() -> this.work);
			await().until(() -> jobs.runs() == 1);
			result.cancel(true);
			await().until(this.work::isCancelled);
			await().until(() -> isFree(registry));
		});
	}

	@Test
	void theLockIsNotReleasedWhileTheMethodRuns() {
		run((jobs, registry) -> {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch goOn = new CountDownLatch(1);
			CompletableFuture<String> result = jobs.keyed("slow", () -> {
				begun.countDown();
				goOn.await();
				return "done";
			});
			begun.await();
			result.cancel(true);
			CompletableFuture<?> idle = whenIdle(registry);
			assertThat(this.store.list(null, 1)).hasSize(1);
			assertThat(idle).isNotDone();
			goOn.countDown();
			idle.get();
			assertThat(this.store.list(null, 1)).isEmpty();
		});
	}

	@Test
	void whoCompletesTheResultEndsTheWorkAsWell() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.run(() -> this.work);
			await().until(() -> jobs.runs() == 1);
			result.complete("from outside");
			await().until(this.work::isCancelled);
			await().until(() -> isFree(registry));
		});
	}

	@Test
	void aLostLeaseEndsTheWork() {
		run((jobs, registry) -> {
			CompletableFuture<LockLease> lease = new CompletableFuture<>();
			CompletableFuture<String> result = jobs.run(() -> begin(lease));
			lose(lease.get());
			assertThat(failure(result)).isInstanceOf(LockLostException.class);
			await().until(this.work::isCancelled);
		});
	}

	@Test
	void aLossThatIsOnlyToldFailsWhatWasDone() {
		run((jobs, registry) -> {
			CompletableFuture<LockLease> lease = new CompletableFuture<>();
			CompletableFuture<String> result = jobs.told(() -> begin(lease));
			lose(lease.get());
			assertThat(result).isNotDone();
			this.work.complete("too late");
			assertThat(failure(result)).isInstanceOf(LockLostException.class);
		});
	}

	@Test
	void theWorksOwnFailureCarriesTheLoss() {
		run((jobs, registry) -> {
			CompletableFuture<LockLease> lease = new CompletableFuture<>();
			CompletableFuture<String> result = jobs.told(() -> begin(lease));
			lose(lease.get());
			this.work.completeExceptionally(new UnsupportedOperationException());
			assertThat(failure(result)).isInstanceOf(UnsupportedOperationException.class)
				.satisfies((ex) -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(LockLostException.class)
					.hasSize(1));
		});
	}

	@Test
	void aCallChainReEntersAndKeepsTheLockUntilAllOfItIsDone() {
		run((jobs, registry) -> {
			CompletableFuture<CompletableFuture<String>> inner = new CompletableFuture<>();
			String outer = jobs.run(() -> {
				inner.complete(jobs.run(() -> this.work));
				return CompletableFuture.completedFuture("outer");
			}).get();
			assertThat(outer).isEqualTo("outer");
			assertThat(isFree(registry)).isFalse();
			this.work.complete("inner");
			assertThat(inner.get().get()).isEqualTo("inner");
			assertThat(isFree(registry)).isTrue();
		});
	}

	@Test
	void aLostLeaseIsNotReEntered() {
		run((jobs, registry) -> assertThat(failure(jobs.told(() -> {
			lose(LockContextHolder.requireLease());
			return jobs.run(() -> CompletableFuture.completedFuture("inside"));
		}))).isInstanceOf(LockLostException.class).satisfies((ex) -> assertThat(jobs.runs()).isEqualTo(1)));
	}

	@Test
	void reEnteringRaisesTheMinimumHoldTime() {
		run((jobs, registry) -> {
			jobs.run(() -> jobs.lasting(() -> CompletableFuture.completedFuture("done"))).get();
			assertThat(isFree(registry)).isFalse();
		});
	}

	@Test
	void anotherTaskDoesNotReEnter() {
		run((jobs, registry) -> {
			CompletableFuture<String> other = new CompletableFuture<>();
			CompletableFuture<String> outer = jobs.run(() -> {
				this.work.whenCompleteAsync((value, ex) -> other
					.completeExceptionally(failure(jobs.run(() -> CompletableFuture.completedFuture("inside")))));
				this.work.complete("begun");
				return other;
			});
			assertThat(failure(outer)).isInstanceOf(LockNotAcquiredException.class);
		});
	}

	@Test
	void aConditionIsHonoured() {
		run((jobs, registry) -> {
			assertThat(jobs.conditional(false).get()).isEqualTo("free");
			assertThat(jobs.conditional(true).get()).isEqualTo("locked");
		});
	}

	@Test
	void aBadKeyIsToldByTheFuture() {
		run((jobs, registry) -> assertThat(failure(jobs.keyed(null, () -> "")))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("Jobs.keyed"));
	}

	@Test
	void aClosedRegistryIsToldByTheFuture() {
		this.contextRunner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			context.getBean(DefaultLockRegistry.class).close();
			assertThat(failure(jobs.run(() -> this.work))).isInstanceOf(LockRegistryClosedException.class);
		});
	}

	@Test
	void theThreadOfAnAsyncMethodHoldsTheLockUntilItsFutureIsDone() {
		run((jobs, registry) -> {
			CompletableFuture<String> result = jobs.async(() -> this.work);
			await().until(() -> jobs.runs() == 1);
			assertThat(isFree(registry)).isFalse();
			this.work.complete("done");
			assertThat(result.get()).isEqualTo("done");
			assertThat(isFree(registry)).isTrue();
			assertThat(jobs.asyncThread()).startsWith("SimpleAsyncTaskExecutor-");
			assertThat(jobs.asyncFuture().get()).isEqualTo("done");
		});
	}

	@Test
	void methodsOfAnAsyncClassAreAsync() {
		this.contextRunner.withBean(AsyncJobs.class)
			.run((context) -> assertThat(context.getBean(AsyncJobs.class).run().get())
				.startsWith("SimpleAsyncTaskExecutor-"));
	}

	@Test
	void anAsyncMethodTellsItsOwnFailureAndABusyLock() {
		run((jobs, registry) -> {
			this.work.completeExceptionally(new UnsupportedOperationException());
			assertThat(failure(jobs.async(() -> this.work))).isInstanceOf(UnsupportedOperationException.class);
			registry.acquire(REQUEST);
			assertThat(failure(jobs.async(() -> this.work))).isInstanceOf(LockNotAcquiredException.class);
			assertThat(jobs.asyncSkipping().get()).isEmpty();
		});
	}

	@Test
	void aLostLeaseInterruptsTheThreadOfAnAsyncMethod() {
		run((jobs, registry) -> {
			CompletableFuture<LockLease> lease = new CompletableFuture<>();
			CompletableFuture<String> result = jobs.async(() -> begin(lease));
			lose(lease.get());
			assertThat(failure(result)).isInstanceOf(InterruptedException.class)
				.satisfies((ex) -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(LockLostException.class)
					.hasSize(1));
			assertThat(this.work).isCancelled();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

	}

	@Aspect
	static class Aspects {

		private volatile String advised = "";

		String advised() {
			return this.advised;
		}

		@Before("@annotation(dev.distributedlock.DistributedLock)")
		void before(JoinPoint joinPoint) {
			this.advised = joinPoint.getSignature().getName();
		}

	}

	@Async
	static class AsyncJobs {

		@DistributedLock("job")
		Future<String> run() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	static class Jobs {

		private final AtomicInteger runs = new AtomicInteger();

		private volatile String asyncThread = "";

		int runs() {
			return this.runs.get();
		}

		String asyncThread() {
			return this.asyncThread;
		}

		private <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
			this.runs.incrementAndGet();
			return work.get();
		}

		@DistributedLock("job")
		CompletableFuture<String> run(Supplier<@Nullable CompletableFuture<String>> work) {
			this.runs.incrementAndGet();
			return work.get();
		}

		@DistributedLock(name = "job", onBusy = OnBusy.SKIP)
		CompletionStage<@Nullable String> skipping(Supplier<CompletableFuture<String>> work) {
			return begin(work).minimalCompletionStage();
		}

		@DistributedLock(name = "job", onBusy = OnBusy.SKIP)
		CompletableFuture<Optional<String>> skippingOptional() {
			return begin(() -> CompletableFuture.completedFuture(Optional.of("run")));
		}

		@DistributedLock(name = "job", waitTime = "1h")
		CompletableFuture<String> waiting(Supplier<CompletableFuture<String>> work) {
			return begin(work);
		}

		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		CompletableFuture<String> told(Supplier<CompletableFuture<String>> work) {
			return begin(work);
		}

		@DistributedLock(name = "job", condition = "#locked")
		CompletableFuture<String> conditional(boolean locked) {
			return CompletableFuture.completedFuture((LockContextHolder.getContext() != null) ? "locked" : "free");
		}

		@DistributedLock(name = "job", key = "#key")
		CompletableFuture<String> keyed(@Nullable String key, Callable<String> work) {
			try {
				return CompletableFuture.completedFuture(work.call());
			}
			catch (Exception ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		@DistributedLock(name = "job", minHoldTime = "1h")
		CompletableFuture<String> lasting(Supplier<CompletableFuture<String>> work) {
			return begin(work);
		}

		@Async
		@DistributedLock("job")
		CompletableFuture<String> async(Supplier<CompletableFuture<String>> work) {
			this.asyncThread = Thread.currentThread().getName();
			return begin(work);
		}

		@Async
		@DistributedLock("job")
		Future<String> asyncFuture() {
			return CompletableFuture.completedFuture("done");
		}

		@Async
		@DistributedLock(name = "job", onBusy = OnBusy.SKIP)
		CompletableFuture<Optional<String>> asyncSkipping() {
			return begin(CompletableFuture::new);
		}

	}

}
