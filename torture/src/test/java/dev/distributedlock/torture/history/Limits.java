// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How much time things may take.
 *
 * @param lease the lease time of the run
 * @param tick how late a busy machine may be
 * @param takeOver how long after the end of its lease a lock may still be refused
 * @param handOver how long a free lock may stay free at the median while somebody waits;
 * null where that is not looked at
 * @param registersGuarded whether the balances are in the database that keeps the locks,
 * so that not even a fault loses an update
 */
public record Limits(Duration lease, Duration tick, Duration takeOver, @Nullable Duration handOver,
		boolean registersGuarded) {

	/**
	 * The minimum hold time of the lock for what is to be done once a second.
	 */
	public static final int MIN_HOLD_MILLIS = 700;

	/**
	 * The limits of a machine that does other things too.
	 * @param lease the lease time of the run
	 * @param registersGuarded whether the balances are where the locks are
	 * @return the limits
	 */
	public static Limits of(Duration lease, boolean registersGuarded) {
		return new Limits(lease, Duration.ofMillis(500), Duration.ofSeconds(5), null, registersGuarded);
	}

	/**
	 * Return limits that look at how fast a lock changes hands.
	 * @param handOver the median must be below this
	 * @return the limits
	 */
	public Limits withHandOver(Duration handOver) {
		return new Limits(this.lease, this.tick, this.takeOver, handOver, this.registersGuarded);
	}

	/**
	 * Return limits with another time after which a lock may be refused no more, and
	 * after which a worker has surely reached the store.
	 * @param takeOver the time
	 * @return the limits
	 */
	public Limits withTakeOver(Duration takeOver) {
		return new Limits(this.lease, this.tick, takeOver, this.handOver, this.registersGuarded);
	}

}
