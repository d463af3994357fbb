// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Time as one replica sees it: its clock runs a little fast or slow, its wall clock can
 * be set, and it can be stopped while time passes for others.
 */
final class SimulatedTime implements EngineTime {

	private static final long START = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

	private static final long MILLI = 1_000_000;

	private final Simulation simulation;

	private final long nanosPerMilli;

	private final Random random;

	private final List<Runnable> missed = new ArrayList<>();

	private long suspended;

	private long frozenAt = -1;

	private boolean suspending;

	private long wallOffset;

	private int pending;

	private boolean closed;

	/**
	 * Create a new time.
	 * @param simulation everybody's time
	 * @param drift how many nanoseconds the clock gains in each millisecond
	 * @param random where jitter comes from
	 */
	SimulatedTime(Simulation simulation, long drift, Random random) {
		this.simulation = simulation;
		this.nanosPerMilli = MILLI + drift;
		this.random = random;
	}

	@Override
	public long nanoTime() {
		return START + local();
	}

	/**
	 * The time since the beginning.
	 */
	long local() {
		long passed = ((isFrozen() && this.suspending) ? this.frozenAt : this.simulation.now()) - this.suspended;
		return passed / MILLI * this.nanosPerMilli + passed % MILLI;
	}

	/**
	 * How long a time by this clock takes.
	 */
	long global(long nanos) {
		return nanos / this.nanosPerMilli * MILLI + nanos % this.nanosPerMilli;
	}

	@Override
	public long wallNanos() {
		return this.simulation.now() + this.wallOffset;
	}

	@Override
	public long jitter(long nanos) {
		return (long) (this.random.nextDouble() * nanos);
	}

	void setWallClock(Duration step) {
		this.wallOffset += step.toNanos();
	}

	@Override
	public void runAfter(long nanos, Runnable task) {
		if (!this.closed) {
			this.pending++;
			runAt(local() + nanos, () -> {
				this.pending--;
				if (!this.closed) {
					task.run();
				}
			});
		}
	}

	private void runAt(long local, Runnable task) {
		this.simulation.after(Math.max(0, global(local - local())), () -> whenAwake(() -> {
			if (local() < local) {
				runAt(local + 1, task);
			}
			else {
				task.run();
			}
		}));
	}

	/**
	 * Run a task now, or when the replica goes on.
	 */
	void whenAwake(Runnable task) {
		if (isFrozen()) {
			this.missed.add(task);
		}
		else {
			task.run();
		}
	}

	@Override
	public void await(Semaphore wakeUp, long nanos) throws InterruptedException {
		long until = local() + nanos;
		while (!wakeUp.tryAcquire() && local() < until) {
			pause(global(until - local()) + 1, () -> wakeUp.availablePermits() > 0);
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private void pause(long nanos, BooleanSupplier condition) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		this.simulation.pause(nanos, true, condition);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	boolean isFrozen() {
		return this.frozenAt >= 0;
	}

	/**
	 * Stop for a while.
	 * @param duration for how long
	 * @param suspend whether the clock stops as well, as that of a suspended machine
	 */
	void freeze(Duration duration, boolean suspend) {
		if (isFrozen()) {
			return;
		}
		this.suspending = suspend;
		this.frozenAt = this.simulation.now();
		this.simulation.after(duration.toNanos(), this::thaw);
	}

	private void thaw() {
		this.suspended += this.suspending ? this.simulation.now() - this.frozenAt : 0;
		this.frozenAt = -1;
		List<Runnable> tasks = List.copyOf(this.missed);
		this.missed.clear();
		tasks.forEach(Runnable::run);
	}

	/**
	 * How many tasks are still to be run.
	 */
	int pending() {
		return this.pending;
	}

	EngineThreads threads(Executor interrupts, Executor callbacks) {
		return new EngineThreads(this, Runnable::run, Runnable::run, Runnable::run, interrupts, callbacks, callbacks,
				Runnable::run, Runnable::run, () -> this.closed = true);
	}

}
