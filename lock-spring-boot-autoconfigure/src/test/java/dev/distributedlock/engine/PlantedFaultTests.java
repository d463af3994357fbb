// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.distributedlock.engine.BrokenStore.Bug;
import dev.distributedlock.store.local.LocalLockStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the tests: the random schedules notice what is wrong.
 */
class PlantedFaultTests {

	private static final int ENOUGH = 2000;

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void aBrokenStoreIsNoticed(Bug bug) {
		assertNoticed(bug, new World.Parts((clock) -> new BrokenStore(clock, bug), UnaryOperator.identity(), false));
	}

	@ParameterizedTest
	@MethodSource
	void aBrokenEngineIsNoticed(BrokenThreads broken) {
		assertNoticed(broken, new World.Parts(LocalLockStore::new, broken.change(), false));
	}

	static Stream<BrokenThreads> aBrokenEngineIsNoticed() {
		return Stream.of(
				new BrokenThreads("the wall clock decides",
						(threads) -> with(threads, new BrokenTime(threads.time(), true, false, false))),
				new BrokenThreads("timers get lost",
						(threads) -> with(threads, new BrokenTime(threads.time(), false, true, false))),
				new BrokenThreads("waiting cannot be interrupted",
						(threads) -> with(threads, new BrokenTime(threads.time(), false, false, true))),
				new BrokenThreads("callbacks get lost", (threads) -> new EngineThreads(threads.time(),
						threads.renewals(), threads.releases(), threads.blocking(), threads.interrupts(), (task) -> {
						}, threads.events(), threads.results(), threads.work(), threads.stop())),
				new BrokenThreads("callbacks come twice", (threads) -> new EngineThreads(threads.time(),
						threads.renewals(), threads.releases(), threads.blocking(), threads.interrupts(), (task) -> {
							task.run();
							task.run();
						}, threads.events(), threads.results(), threads.work(), threads.stop())),
				new BrokenThreads("interrupts get lost", (threads) -> new EngineThreads(threads.time(),
						threads.renewals(), threads.releases(), threads.blocking(), (task) -> {
						}, threads.callbacks(), threads.events(), threads.results(), threads.work(), threads.stop())));
	}

	private static EngineThreads with(EngineThreads threads, EngineTime time) {
		return new EngineThreads(time, threads.renewals(), threads.releases(), threads.blocking(), threads.interrupts(),
				threads.callbacks(), threads.events(), threads.results(), threads.work(), threads.stop());
	}

	@Test
	void aGuardThatLiesIsNoticed() {
		assertNoticed("a guard that lies", new World.Parts(LocalLockStore::new, UnaryOperator.identity(), true));
	}

	@Test
	void nothingIsNoticedWhereNothingIsWrong() {
		try (ScheduleRunner runner = new ScheduleRunner(
				new World.Parts((clock) -> new BrokenStore(clock, Bug.NONE), UnaryOperator.identity(), false))) {
			for (int seed = 1; seed <= 500; seed++) {
				assertThat(runner.run(RandomSchedule.of(seed))).isNull();
			}
		}
	}

	private static void assertNoticed(Object fault, World.Parts parts) {
		List<Integer> seeds = new ArrayList<>();
		try (ScheduleRunner runner = new ScheduleRunner(parts)) {
			for (int seed = 1; seed <= ENOUGH && seeds.isEmpty(); seed++) {
				Throwable failure = runner.run(RandomSchedule.of(seed));
				if (failure != null) {
					seeds.add(seed);
					System.out.printf("%-35s noticed by schedule %4d: %s%n", fault, seed, failure.getMessage());
				}
			}
		}
		assertThat(seeds).as("%s is noticed", fault).isNotEmpty();
	}

	record BrokenThreads(String name, UnaryOperator<EngineThreads> change) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * Time that is wrong in one of several ways.
	 */
	private static final class BrokenTime implements EngineTime {

		private final EngineTime time;

		private final boolean wallClock;

		private final boolean forgetful;

		private final boolean deaf;

		private int tasks;

		BrokenTime(EngineTime time, boolean wallClock, boolean forgetful, boolean deaf) {
			this.time = time;
			this.wallClock = wallClock;
			this.forgetful = forgetful;
			this.deaf = deaf;
		}

		@Override
		public long nanoTime() {
			return this.wallClock ? this.time.wallNanos() : this.time.nanoTime();
		}

		@Override
		public long wallNanos() {
			return this.time.wallNanos();
		}

		@Override
		public void runAfter(long nanos, Runnable task) {
			if (!this.forgetful || this.tasks++ % 5 != 4) {
				this.time.runAfter(nanos, task);
			}
		}

		@Override
		public long jitter(long nanos) {
			return this.time.jitter(nanos);
		}

		@Override
		public void await(Semaphore wakeUp, long nanos) throws InterruptedException {
			try {
				this.time.await(wakeUp, nanos);
			}
			catch (InterruptedException ex) {
				if (!this.deaf) {
					throw ex;
				}
				this.time.await(wakeUp, Math.min(nanos, Duration.ofMillis(1).toNanos()));
			}
		}

	}

}
