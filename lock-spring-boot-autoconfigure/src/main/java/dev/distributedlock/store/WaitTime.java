// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;

/**
 * The wait of a caller for busy locks.
 *
 * @param elapsed how long it has been waiting: who has waited longest comes first
 * @param remaining how much longer it is going to wait if it is refused; zero if it gives
 * up then
 * @since 0.1.0
 */
public record WaitTime(Duration elapsed, Duration remaining) {

	/**
	 * That of a single try.
	 */
	public static final WaitTime NONE = new WaitTime(Duration.ZERO, Duration.ZERO);

	/**
	 * The wait of a caller that has just begun.
	 * @param remaining how long it is going to wait
	 * @return the wait
	 */
	public static WaitTime of(Duration remaining) {
		return new WaitTime(Duration.ZERO, remaining);
	}

	/**
	 * Return whether the caller gives up if it is refused.
	 * @return whether its wait is over
	 */
	public boolean isOver() {
		return this.remaining.isZero();
	}

}
