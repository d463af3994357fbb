// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link AsyncScope}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AsyncScopeTests {

	private static final LockRequest REQUEST = LockRequest.of("job");

	private static final LockId JOB = LockId.of("app", "job", null);

	private final LocalLockStore store = new LocalLockStore();

	@AutoClose
	private final DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
			(event) -> {
			});

	private final DefaultLockTemplate template = new DefaultLockTemplate(this.registry);

	@Test
	void aScopeThatWasClosedBeginsNothing() {
		AsyncScope scope = this.template.scope(REQUEST);
		assertThat(scope.open().join()).isTrue();
		assertThat(scope.close().join()).isEmpty();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> scope.begin((lease) -> "begun"));
		assertThat(this.store.list(null, 1)).isEmpty();
	}

	@Test
	void aScopeThatWasNotOpenedCanBeClosed() {
		AsyncScope scope = this.template.scope(REQUEST);
		assertThat(scope.close().join()).isEmpty();
		assertThatIllegalStateException().isThrownBy(scope::open);
		assertIdle();
	}

	@Test
	void aScopeIsClosedOnce() {
		AsyncScope scope = this.template.scope(REQUEST);
		scope.open().join();
		assertThat(scope.close()).isSameAs(scope.close());
		scope.close().join();
		assertIdle();
	}

	/**
	 * With nothing that happens later on another thread.
	 */
	@Test
	void theLockIsNotReleasedWhileAStepIsBeingTaken() {
		DefaultLockTemplate direct = new DefaultLockTemplate(
				new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), (event) -> {
				}, LockTransactions.NONE, new VirtualTime().threads()));
		AsyncScope beginning = direct.scope(REQUEST);
		beginning.open();
		beginning.begin((lease) -> assertThat(beginning.close()).isNotDone());
		assertThat(beginning.close()).isDone();
		assertThat(this.store.list(null, 1)).isEmpty();
		AsyncScope goingOn = direct.scope(REQUEST);
		goingOn.open();
		goingOn.goOn(() -> assertThat(goingOn.close()).isNotDone());
		assertThat(goingOn.close()).isDone();
		assertThat(this.store.list(null, 1)).isEmpty();
	}

	@Test
	void whoClosesAScopeDoesNotWaitForItsLockAnyMore() {
		LockLease lease = this.registry.acquire(REQUEST);
		AsyncScope scope = this.template.scope(REQUEST.waitTime(Duration.ofHours(1)));
		CompletableFuture<Boolean> opened = scope.open();
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		this.registry.work().whenNone(() -> idle.complete(true));
		assertThat(idle).isNotDone();
		scope.close().join();
		assertThat(idle).isCompletedWithValue(true);
		assertThat(opened).isCompletedExceptionally();
		assertThat(lease.verify()).isTrue();
	}

	@Test
	void blockingWorkThatReEntersOnAnotherThreadKeepsTheLock() {
		CompletableFuture<String> inside = new CompletableFuture<>();
		CompletableFuture<String> goOn = new CompletableFuture<>();
		CompletableFuture<String> done = new CompletableFuture<>();
		this.template.executeWithoutResult(REQUEST, (lease) -> {
			AsyncScope scope = this.template.scope(LockRequest.of("other"));
			scope.open().thenApplyAsync((granted) -> scope.begin((other) -> this.template.execute(REQUEST, (again) -> {
				inside.complete("inside");
				return goOn.join();
			})), scope.executor()).thenCompose((result) -> scope.close()).thenRun(() -> done.complete("done"));
			inside.join();
		});
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		goOn.complete("go on");
		done.join();
		assertThat(this.registry.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void aGrantIsNotLostBecauseThereIsNoThreadToTellIt() {
		EngineThreads threads = EngineThreads.start(1);
		EngineThreads exhausted = new EngineThreads(threads.time(), threads.renewals(), threads.releases(),
				threads.blocking(), threads.interrupts(), threads.callbacks(), threads.events(), (task) -> {
					throw new OutOfMemoryError("unable to create native thread");
				}, threads.work(), threads.stop());
		try (DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
				(event) -> {
				}, LockTransactions.NONE, exhausted)) {
			assertThat(registry.tryAcquireAsync(REQUEST).join()).isPresent();
		}
	}

	/**
	 * That no thread can be started for a while is no reason to lose the news of a loss.
	 */
	@Test
	void aLossIsToldWhenThereIsAThreadAgain() {
		VirtualTime time = new VirtualTime();
		EngineThreads threads = time.threads();
		AtomicBoolean exhausted = new AtomicBoolean(true);
		Executor callbacks = (task) -> {
			if (exhausted.get()) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			task.run();
		};
		List<LockLostEvent> events = new ArrayList<>();
		FaultyStore store = new FaultyStore(time);
		DefaultLockRegistry registry = new DefaultLockRegistry(store, LockRegistryOptions.of("app"), events::add,
				LockTransactions.NONE,
				new EngineThreads(time, threads.renewals(), threads.releases(), threads.blocking(),
						threads.interrupts(), callbacks, callbacks, threads.results(), threads.work(), threads.stop()));
		LockLease lease = registry.acquire(REQUEST);
		List<LockLease> told = new ArrayList<>();
		lease.onLost(told::add);
		store.forceRelease(JOB);
		assertThat(lease.verify()).isFalse();
		time.advance(Duration.ofSeconds(1));
		assertThat(told).isEmpty();
		exhausted.set(false);
		time.advance(Duration.ofSeconds(1));
		assertThat(told).containsExactly(lease);
		assertThat(events).singleElement().satisfies((event) -> assertThat(event.lease()).isSameAs(lease));
	}

	@Test
	void workSharesALimitedNumberOfThreads() {
		LockRegistryOptions options = new LockRegistryOptions("app", "tests", LockSettings.NONE, Map.of(),
				LockRegistryOptions.STANDARD_RETENTION, 4);
		try (DefaultLockRegistry registry = new DefaultLockRegistry(this.store, options, (event) -> {
		})) {
			DefaultLockTemplate template = new DefaultLockTemplate(registry);
			Set<Thread> threads = ConcurrentHashMap.newKeySet();
			List<CompletableFuture<?>> work = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				AsyncScope scope = template.scope(LockRequest.of("job", i));
				work.add(scope.open()
					.thenApplyAsync((granted) -> scope.begin((lease) -> threads.add(Thread.currentThread())),
							scope.executor())
					.thenCompose((result) -> scope.close()));
			}
			work.forEach(CompletableFuture::join);
			assertThat(threads).hasSizeLessThanOrEqualTo(4);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void workRunsOnVirtualThreadsIfThatIsConfigured() {
		LockRegistryOptions options = new LockRegistryOptions("app", "tests", LockSettings.NONE, Map.of(),
				LockRegistryOptions.STANDARD_RETENTION, 0);
		try (DefaultLockRegistry registry = new DefaultLockRegistry(this.store, options, (event) -> {
		})) {
			AsyncScope scope = new DefaultLockTemplate(registry).scope(REQUEST);
			String thread = scope.open()
				.thenApplyAsync((granted) -> Thread.currentThread().toString(), scope.executor())
				.join();
			scope.close().join();
			assertThat(thread).startsWith("VirtualThread");
		}
	}

	@Test
	void listenersThatBlockDelayNoCallbacksOfOtherLeases(CapturedOutput output) throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try (DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
				(event) -> await(end))) {
			List<LockLease> leases = new ArrayList<>();
			CountDownLatch called = new CountDownLatch(100);
			for (int i = 0; i < 100; i++) {
				LockLease lease = registry.acquire(LockRequest.of("job", i));
				lease.onLost((lost) -> called.countDown());
				leases.add(lease);
			}
			for (int i = 0; i < 100; i++) {
				this.store.forceRelease(LockId.of("app", "job", String.valueOf(i)));
				assertThat(leases.get(i).verify()).isFalse();
			}
			called.await();
			assertThat(output).containsOnlyOnce("64 LockLostEvent listeners have not returned");
		}
		finally {
			end.countDown();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "INTERRUPT", "NOTIFY" })
	void nothingBeginsUnderALeaseThatWasLostBefore(OnLost onLost) {
		AsyncScope scope = this.template.scope(REQUEST.onLost(onLost));
		assertThat(scope.open().join()).isTrue();
		this.store.forceRelease(JOB);
		assertThat(scope.lease().verify()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> scope.begin((lease) -> "begun"));
		scope.close().join();
		assertIdle();
	}

	@Test
	void callbacksThatBlockDoNotKeepWorkFromItsLoss() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		LockLease lease = this.registry.acquire(LockRequest.of("blocked"));
		CountDownLatch blocked = new CountDownLatch(64);
		for (int i = 0; i < 64; i++) {
			lease.onLost((lost) -> {
				blocked.countDown();
				await(end);
			});
		}
		lose(lease);
		blocked.await();
		AsyncScope scope = this.template.scope(REQUEST);
		assertThat(scope.open().join()).isTrue();
		lose(scope.lease());
		assertThat(scope.loss().get(30, TimeUnit.SECONDS)).isInstanceOf(LockLostException.class);
		end.countDown();
		scope.close().join();
	}

	private void lose(LockLease lease) {
		this.store.forceRelease(LockId.of("app", lease.name(), null));
		lease.verify();
	}

	/**
	 * Requests that wait for a slow store, or for a connection to it, do not keep locks
	 * from being released.
	 */
	@Test
	void requestsThatWaitDelayNoReleases() {
		CountDownLatch end = new CountDownLatch(1);
		LockStore slow = new FaultyStore(new VirtualTime()) {

			@Override
			public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
				if (!acquisition.locks().contains(JOB)) {
					await(end);
				}
				return super.acquire(acquisition, leaseTime, waitTime);
			}

		};
		try (DefaultLockRegistry registry = new DefaultLockRegistry(slow, LockRegistryOptions.of("app"), (event) -> {
		})) {
			AsyncScope scope = new DefaultLockTemplate(registry).scope(REQUEST);
			assertThat(scope.open().join()).isTrue();
			for (int i = 0; i < 100; i++) {
				registry.tryAcquireAsync(LockRequest.of("slow", i));
			}
			assertThat(scope.close()).succeedsWithin(Duration.ofSeconds(30));
			assertThat(slow.find(List.of(JOB))).isEmpty();
			end.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aFailureOfTheStoreLeavesNoWorkBehind() {
		LockStore broken = new FaultyStore(new VirtualTime()) {

			@Override
			public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime,
					WaitTime waitTime, Executor blocking) {
				throw new NoClassDefFoundError("driver");
			}

		};
		DefaultLockRegistry failing = new DefaultLockRegistry(broken, LockRegistryOptions.of("app"), (event) -> {
		});
		AsyncScope scope = new DefaultLockTemplate(failing).scope(REQUEST);
		assertThat(catchThrowable(() -> scope.open().join())).hasRootCauseInstanceOf(NoClassDefFoundError.class);
		scope.close().join();
		assertIdle(failing);
	}

	@Test
	void aNestedScopeThatHasEndedIsToldOfNothing() {
		AsyncScope outer = this.template.scope(REQUEST);
		outer.open().join();
		AsyncScope inner = this.template.scope(REQUEST, outer);
		assertThat(inner.isReentrant()).isTrue();
		assertThat(inner.open()).isCompletedWithValue(true);
		LockLease lease = outer.lease();
		assertThat(inner.lease()).isSameAs(lease);
		inner.close().join();
		this.store.forceRelease(JOB);
		assertThat(lease.verify()).isFalse();
		assertThat(outer.loss().join().getLease()).isSameAs(lease);
		assertThat(inner.loss()).isNotDone();
		assertThat(outer.close().join()).isPresent();
		assertIdle();
	}

	private void assertIdle() {
		assertIdle(this.registry);
	}

	private static void assertIdle(DefaultLockRegistry registry) {
		CompletableFuture<Boolean> idle = new CompletableFuture<>();
		registry.stop(() -> idle.complete(true));
		assertThat(idle).isCompletedWithValue(true);
	}

}
