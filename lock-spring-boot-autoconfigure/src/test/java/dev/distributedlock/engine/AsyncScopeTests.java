/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

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

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;
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
 *
 * @author The Distributed Lock authors
 */
@ExtendWith(OutputCaptureExtension.class)
class AsyncScopeTests {

	private static final LockRequest REQUEST = LockRequest.of("job");

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
		CompletableFuture<?> done = this.template.execute(REQUEST, (lease) -> {
			AsyncScope scope = this.template.scope(LockRequest.of("other"));
			CompletableFuture<?> work = scope.open()
				.thenApplyAsync((granted) -> scope.begin((other) -> this.template.execute(REQUEST, (again) -> {
					inside.complete("inside");
					return goOn.join();
				})), scope.executor())
				.thenCompose((result) -> scope.close());
			inside.join();
			return work;
		});
		assertThat(this.registry.tryAcquire(REQUEST)).isEmpty();
		goOn.complete("go on");
		done.join();
		assertThat(this.registry.tryAcquire(REQUEST)).isPresent();
	}

	@Test
	void aGrantIsNotLostBecauseThereIsNoThreadToTellIt() {
		EngineThreads threads = EngineThreads.start(1);
		EngineThreads exhausted = new EngineThreads(threads.time(), threads.renewals(), threads.blocking(),
				threads.interrupts(), threads.callbacks(), threads.events(), (task) -> {
					throw new OutOfMemoryError("unable to create native thread");
				}, threads.work(), threads.stop());
		try (DefaultLockRegistry registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"),
				(event) -> {
				}, LockTransactions.NONE, exhausted)) {
			assertThat(registry.tryAcquireAsync(REQUEST).join()).isPresent();
		}
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
		this.store.forceRelease(LockId.of("app", "job", null));
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
