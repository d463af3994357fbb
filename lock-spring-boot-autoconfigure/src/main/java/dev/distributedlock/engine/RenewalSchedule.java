// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.Renewal;

/**
 * When a lease is to be renewed: at a third of its lease time, or at once if it is in
 * doubt. One request is under way at a time.
 */
final class RenewalSchedule {

	/**
	 * Asks whether a lease is alive without making it last longer.
	 */
	private static final Duration SHORTEST = Duration.ofMillis(1);

	private final Acquisition acquisition;

	private final LeaseTerms terms;

	private final long acquiredAt;

	private final long interval;

	private final AtomicBoolean urgent = new AtomicBoolean();

	private volatile Duration minHoldTime;

	private volatile long next;

	private volatile boolean underWay;

	RenewalSchedule(Acquisition acquisition, LeaseTerms terms, long sentAt) {
		this.acquisition = acquisition;
		this.terms = terms;
		this.acquiredAt = sentAt;
		this.minHoldTime = terms.minHoldTime();
		this.interval = terms.leaseTime().toNanos() / 3;
		this.next = sentAt + this.interval;
	}

	/**
	 * Return how long the locks stay taken at least.
	 */
	Duration minHoldTime() {
		return this.minHoldTime;
	}

	void raiseMinHoldTime(Duration other) {
		if (other.compareTo(this.minHoldTime) > 0) {
			this.minHoldTime = other;
		}
	}

	/**
	 * Return the next renewal: it also covers a minimum hold time that was raised after
	 * the grant.
	 */
	Renewal renewal(long now) {
		if (!this.terms.renew()) {
			return renewal(SHORTEST);
		}
		Duration minimum = this.minHoldTime.minus(Duration.ofNanos(now - this.acquiredAt));
		Duration leaseTime = this.terms.leaseTime();
		return renewal((minimum.compareTo(leaseTime) > 0) ? minimum : leaseTime);
	}

	Renewal renewal(Duration leaseTime) {
		return new Renewal(this.acquisition, leaseTime, this.terms.maxHoldTime());
	}

	/**
	 * Bring the next renewal forward.
	 * @return whether nobody had done so before
	 */
	boolean hurry(long now) {
		if (!this.urgent.compareAndSet(false, true)) {
			return false;
		}
		this.next = now;
		return true;
	}

	void sent() {
		this.underWay = true;
	}

	void answered() {
		this.underWay = false;
	}

	void renewed(long sentAt) {
		this.urgent.set(false);
		this.next = sentAt + this.interval;
	}

	/**
	 * Try again soon: about ten times before the next renewal would be due.
	 */
	void retry(long now) {
		this.next = now + this.interval / 10;
	}

	boolean isUnderWay() {
		return this.underWay;
	}

	long next() {
		return this.next;
	}

	boolean isDue(long now) {
		return now - this.next >= 0;
	}

	/**
	 * Whether a fifth of the time between renewals, or less, is left.
	 */
	boolean isDueSoon(long now) {
		return now - this.next + this.interval / 5 >= 0;
	}

}
