// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Time that passes when a test says so, and when the engine waits. What was to be done
 * meanwhile is done in order, on the thread of the test.
 */
class VirtualTime implements EngineTime, InstantSource {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong(Task::at).thenComparingLong(Task::number));

	private long now = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

	private final long start = this.now;

	private long wallOffset;

	private long count;

	private boolean closed;

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public long wallNanos() {
		return this.now - this.start + this.wallOffset;
	}

	/**
	 * Set the wall clock forward or back.
	 */
	void setWallClock(Duration step) {
		this.wallOffset += step.toNanos();
	}

	@Override
	public Instant instant() {
		return Instant.parse("2026-01-01T00:00:00Z").plusNanos(this.now - this.start);
	}

	Duration elapsed() {
		return Duration.ofNanos(this.now - this.start);
	}

	@Override
	public void runAfter(long nanos, Runnable task) {
		if (!this.closed) {
			this.tasks.add(new Task(this.now - this.start + nanos, this.count++, task));
		}
	}

	@Override
	public void await(Semaphore wakeUp, long nanos) throws InterruptedException {
		advance(nanos, wakeUp::tryAcquire);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	void advance(Duration duration) {
		advance(duration.toNanos(), () -> false);
	}

	private void advance(long nanos, BooleanSupplier stop) {
		long until = this.now + nanos;
		while (!stop.getAsBoolean()) {
			if (this.tasks.isEmpty() || this.tasks.peek().at() > until - this.start) {
				this.now = Math.max(this.now - this.start, until - this.start) + this.start;
				return;
			}
			Task task = this.tasks.remove();
			this.now = Math.max(task.at(), this.now - this.start) + this.start;
			task.action().run();
		}
	}

	/**
	 * Let time pass without anything being done, as in a process that is stopped.
	 */
	void freeze(Duration duration) {
		this.now += duration.toNanos();
	}

	/**
	 * How much is still to be done.
	 */
	int pending() {
		return this.tasks.size();
	}

	EngineThreads threads() {
		return threads(Runnable::run);
	}

	EngineThreads threads(Executor renewals) {
		return new EngineThreads(this, renewals, Runnable::run, Runnable::run, Runnable::run, Runnable::run,
				Runnable::run, Runnable::run, Runnable::run, () -> this.closed = true);
	}

	private record Task(long at, long number, Runnable action) {
	}

}
