// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnBusy;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what locks do while a context closes, or pauses and goes on.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTests {

	private static final LockRequest REQUEST = LockRequest.of("job");

	private final LocalLockStore store = new LocalLockStore();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(LockStore.class, () -> this.store)
		.withBean(Jobs.class);

	@Test
	void scheduledWorkTakesNoLockOnceTheContextCloses(CapturedOutput output) {
		Stopping first = new Stopping(SmartLifecycle.DEFAULT_PHASE);
		this.runner.withBean(Stopping.class, () -> first).run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			jobs.scheduled();
			assertThat(jobs.runs()).isEqualTo(1);
			first.onStop = (ignored) -> {
				jobs.scheduled();
				assertThatExceptionOfType(LockRegistryClosedException.class).isThrownBy(jobs::scheduledOrFail)
					.withMessageContaining("scheduledOrFail");
				jobs.called();
			};
			context.close();
			assertThat(first.failure).isNull();
			assertThat(jobs.runs()).as("called, but not scheduled").isEqualTo(2);
			assertThat(output).contains("Not run, because the application is shutting down");
		});
	}

	@Test
	void theCloseOfAnotherContextStopsNothing() {
		this.runner.run((context) -> {
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context);
				child.refresh();
			}
			Jobs jobs = context.getBean(Jobs.class);
			jobs.scheduled();
			assertThat(jobs.runs()).isEqualTo(1);
		});
	}

	@Test
	void theCloseOfAChildLeavesTheRegistryOfItsParentAlone() {
		this.runner.run((context) -> this.runner.withParent(context).run((child) -> {
			child.close();
			context.getBean(LockRegistry.class).acquire(REQUEST).release();
		}));
	}

	@Test
	void workInFlightMayTakeLocksUntilThePhaseOfTheRegistry() {
		Stopping before = new Stopping(LockRegistryLifecycle.PHASE + 1);
		Stopping after = new Stopping(LockRegistryLifecycle.PHASE - 1);
		this.runner.withBean("before", Stopping.class, () -> before)
			.withBean("after", Stopping.class, () -> after)
			.run((context) -> {
				LockRegistry registry = context.getBean(LockRegistry.class);
				before.onStop = (ignored) -> registry.acquire(REQUEST).release();
				after.onStop = (ignored) -> assertThatExceptionOfType(LockRegistryClosedException.class)
					.isThrownBy(() -> registry.acquire(REQUEST));
				context.close();
				assertThat(before.failure).isNull();
				assertThat(after.failure).isNull();
			});
	}

	@Test
	void runningWorkIsWaitedForAndReleased() {
		this.runner.run((context) -> {
			CountDownLatch running = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			CompletableFuture<Void> work = CompletableFuture
				.runAsync(() -> context.getBean(LockTemplate.class).executeWithoutResult(REQUEST, (lease) -> {
					running.countDown();
					awaitQuietly(end);
				}));
			running.await();
			CompletableFuture<Void> close = CompletableFuture.runAsync(context::close);
			LockRegistry registry = context.getBean(LockRegistry.class);
			await().untilAsserted(() -> assertThatExceptionOfType(LockRegistryClosedException.class)
				.isThrownBy(() -> registry.tryAcquire(REQUEST)));
			assertThat(close).isNotDone();
			assertThat(this.store.list(null, 1)).hasSize(1);
			end.countDown();
			close.join();
			work.join();
			assertThat(this.store.list(null, 1)).isEmpty();
		});
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whatIsStillHeldAtTheEndIsLoggedAndExpires(CapturedOutput output) {
		this.runner.run((context) -> {
			context.getBean(LockRegistry.class).acquire(REQUEST.leaseTime(Duration.ofSeconds(1)));
			context.close();
			assertThat(output).contains("Lock 'job'").contains("is still held");
			await().until(() -> this.store.list(null, 1).isEmpty());
		});
	}

	@Test
	void theRegistrySurvivesAPauseOfTheContext() {
		this.runner.run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			LockLease kept = registry.acquire(LockRequest.of("kept").leaseTime(Duration.ofSeconds(2)));
			ConfigurableApplicationContext pausing = context.getSourceApplicationContext();
			pausing.pause();
			assertThatExceptionOfType(LockRegistryClosedException.class).isThrownBy(() -> registry.acquire(REQUEST));
			await().until(() -> this.store.list(null, 1).get(0).holder().heldFor().toSeconds() >= 4);
			pausing.restart();
			registry.acquire(REQUEST).release();
			assertThat(kept.verify()).isTrue();
			kept.release();
		});
	}

	@Test
	void locksCanBeTakenBeforeTheContextHasStarted() {
		Stopping starting = new Stopping(Integer.MIN_VALUE);
		this.runner.withBean(Stopping.class, () -> starting)
			.withInitializer((
					context) -> starting.onStart = () -> context.getBean(LockRegistry.class).acquire(REQUEST).release())
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static class Jobs {

		private final AtomicInteger runs = new AtomicInteger();

		/**
		 * Not the field, which the proxy has none of.
		 */
		public int runs() {
			return this.runs.get();
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "scheduled", minHoldTime = "1ms")
		public void scheduled() {
			this.runs.incrementAndGet();
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "scheduled-or-fail", minHoldTime = "1ms", onBusy = OnBusy.REJECT)
		public void scheduledOrFail() {
			this.runs.incrementAndGet();
		}

		@DistributedLock(name = "called")
		public void called() {
			this.runs.incrementAndGet();
		}

	}

	/**
	 * Does something in its phase.
	 */
	static final class Stopping implements SmartLifecycle {

		private final int phase;

		private Runnable onStart = () -> {
		};

		private Consumer<Stopping> onStop = (stopping) -> {
		};

		private @Nullable Throwable failure;

		private volatile boolean running;

		Stopping(int phase) {
			this.phase = phase;
		}

		@Override
		public void start() {
			this.onStart.run();
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			try {
				this.onStop.accept(this);
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
