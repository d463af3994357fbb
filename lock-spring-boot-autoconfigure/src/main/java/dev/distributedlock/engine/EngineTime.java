// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Time as the engine sees it: it passes evenly whatever becomes of the wall clock, and
 * things can be done later or waited for.
 */
interface EngineTime {

	/**
	 * Return the time in nanoseconds since an arbitrary moment. Only differences have a
	 * meaning, and may wrap.
	 */
	long nanoTime();

	/**
	 * Return the time of the wall clock in nanoseconds since the epoch, as far as it
	 * goes. Decides nothing.
	 */
	long wallNanos();

	/**
	 * Run a task later, on a thread that must not be blocked; never after the engine has
	 * been closed.
	 */
	void runAfter(long nanos, Runnable task);

	/**
	 * Wait for a permit, but no longer than so long.
	 */
	void await(Semaphore wakeUp, long nanos) throws InterruptedException;

	/**
	 * Return a random part of a time, so that replicas do not act in step.
	 */
	default long jitter(long nanos) {
		return ThreadLocalRandom.current().nextLong(nanos);
	}

	default Moment now() {
		return new Moment(nanoTime(), wallNanos());
	}

	default Duration until(long nanoTime) {
		return Duration.ofNanos(Math.max(0, nanoTime - nanoTime()));
	}

	default boolean isPast(long nanoTime) {
		return nanoTime - nanoTime() <= 0;
	}

}
