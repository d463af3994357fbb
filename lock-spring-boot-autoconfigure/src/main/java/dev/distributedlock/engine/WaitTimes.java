// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.concurrent.TimeUnit;

/**
 * How long callers pause while they wait for a lock, in nanoseconds.
 */
final class WaitTimes {

	/**
	 * Between the first two attempts, if the store has to be polled.
	 */
	static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * Between two attempts, after some more of them.
	 */
	static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

	/**
	 * How long to rely on being woken up: a message can be lost.
	 */
	static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

	/**
	 * After the end of the holder's lease, before the store is asked again.
	 */
	static final long MARGIN = TimeUnit.MICROSECONDS.toNanos(100);

	/**
	 * For how long a lock is handed on inside a replica, if the store has to be polled.
	 * It is left to others then, until all of them have polled.
	 */
	static final long LONGEST_STREAK = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Of callers that are not first in their line. They ask for nothing then, but a timer
	 * that lasted as long as the wait would keep callers in memory that have left.
	 */
	static final long LONGEST_TIMER = TimeUnit.SECONDS.toNanos(10);

	private WaitTimes() {
	}

}
