// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.Acquisition;

/**
 * What is known of one acquisition: what its replica has been told, and what it has done.
 */
final class LeaseHistory {

	private static final long SHORTEST_MARGIN = Duration.ofMillis(11).toNanos();

	private final Acquisition acquisition;

	private final List<AtomicInteger> callbacks = new ArrayList<>();

	private final List<AtomicInteger> lateCallbacks = new ArrayList<>();

	private @Nullable Lease lease;

	private Duration minHoldTime = Duration.ZERO;

	private long earliestEnd = Long.MIN_VALUE;

	private long latestEnd = Long.MIN_VALUE;

	private long firstSentAt = Long.MIN_VALUE;

	private boolean toldLost;

	private boolean disturbed;

	private boolean extended;

	private boolean released;

	private boolean committed;

	private boolean leftToItsEnd;

	private int transactions;

	private int events;

	private int confirmations;

	private long doubtSince = -1;

	LeaseHistory(Acquisition acquisition) {
		this.acquisition = acquisition;
	}

	Acquisition acquisition() {
		return this.acquisition;
	}

	void granted(Lease lease) {
		this.lease = lease;
		this.minHoldTime = lease.terms().minHoldTime();
	}

	void raiseMinHoldTime(@Nullable Duration other) {
		if (other != null && other.compareTo(this.minHoldTime) > 0) {
			this.minHoldTime = other;
		}
	}

	Duration minHoldTime() {
		return this.minHoldTime;
	}

	@Nullable Lease lease() {
		return this.lease;
	}

	/**
	 * The store has answered that the grant lasts so long.
	 * @param sentAt when it was asked, by the clock of the replica
	 * @param remaining how long
	 */
	void promised(long sentAt, Duration remaining) {
		long nanos = remaining.toNanos();
		this.firstSentAt = (this.firstSentAt != Long.MIN_VALUE) ? this.firstSentAt : sentAt;
		this.latestEnd = Math.max(this.latestEnd, sentAt + nanos);
		this.earliestEnd = Math.max(this.earliestEnd, sentAt + nanos - nanos / 50 - SHORTEST_MARGIN);
	}

	/**
	 * The latest moment, by the clock of the replica, that the lease may count as held.
	 */
	long latestEnd() {
		return this.latestEnd;
	}

	/**
	 * The earliest moment that it may count as lost for want of a renewal, or at its
	 * maximum hold time. A late copy of its request can make it last longer in the store.
	 */
	long earliestEnd() {
		Duration maxHoldTime = (this.lease != null) ? this.lease.terms().maxHoldTime() : null;
		return (maxHoldTime != null)
				? Math.min(this.earliestEnd, this.firstSentAt + maxHoldTime.toNanos() / 50 * 49 - SHORTEST_MARGIN)
				: this.earliestEnd;
	}

	/**
	 * The store has answered that the lease is held.
	 */
	void confirmed() {
		this.confirmations++;
	}

	int confirmations() {
		return this.confirmations;
	}

	void toldLost() {
		this.toldLost = true;
	}

	boolean isToldLost() {
		return this.toldLost;
	}

	/**
	 * The store has broken its promise: it has forgotten, or was told to free the lock,
	 * or its clock was set.
	 */
	void disturb() {
		this.disturbed = true;
	}

	boolean isDisturbed() {
		return this.disturbed;
	}

	void extend() {
		this.extended = true;
	}

	/**
	 * Whether anybody wants it to last longer than it was granted for.
	 */
	boolean isExtended() {
		return this.extended || this.lease == null || this.lease.terms().renew();
	}

	void release() {
		this.released = true;
	}

	boolean isReleased() {
		return this.released && this.transactions == 0;
	}

	void transactionBegun() {
		this.transactions++;
	}

	void transactionCompleted(boolean committedAtomically, boolean unknown) {
		this.transactions--;
		this.committed |= committedAtomically;
		this.leftToItsEnd |= unknown;
	}

	boolean isInTransaction() {
		return this.transactions > 0;
	}

	boolean isCommitted() {
		return this.committed;
	}

	boolean isLeftToItsEnd() {
		return this.leftToItsEnd;
	}

	void event() {
		this.events++;
	}

	int events() {
		return this.events;
	}

	AtomicInteger newCallback() {
		AtomicInteger calls = new AtomicInteger();
		(isReleased() ? this.lateCallbacks : this.callbacks).add(calls);
		return calls;
	}

	/**
	 * Whether everybody has been called at most once, and only because of a loss before
	 * the release.
	 */
	boolean areCallbacksSound() {
		return this.callbacks.stream().allMatch((calls) -> calls.get() <= this.events)
				&& this.lateCallbacks.stream().allMatch((calls) -> calls.get() == 0);
	}

	/**
	 * Whether everybody has been called.
	 */
	boolean isEverybodyCalled() {
		return this.callbacks.stream().allMatch((calls) -> calls.get() == 1);
	}

	/**
	 * Take whether the lease is in doubt.
	 * @return since when
	 */
	long doubt(boolean doubt, long now) {
		this.doubtSince = !doubt ? -1 : (this.doubtSince >= 0) ? this.doubtSince : now;
		return this.doubtSince;
	}

	@Override
	public String toString() {
		return this.acquisition.locks() + " from " + this.earliestEnd + " to " + this.latestEnd + ", told lost: "
				+ this.toldLost + ", events: " + this.events;
	}

}
