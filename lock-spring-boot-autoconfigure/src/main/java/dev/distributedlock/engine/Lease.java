/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;

import org.springframework.util.Assert;

/**
 * A grant as its holder sees it. It ends by a release or by a loss, whichever comes
 * first; what the store is told and asked goes through {@link LeaseKeeper}.
 * <p>
 * A release takes effect when nobody holds on to the lease any more: its owner does, and
 * so does each transaction that depends on it.
 *
 * @author The Distributed Lock authors
 */
final class Lease implements LockLease {

	private enum State {

		HELD, LOST, RELEASED

	}

	private static final Duration LONGEST_EXTENSION = Duration.ofDays(3650);

	/**
	 * Asks whether a lease is alive without making it last longer.
	 */
	private static final Duration SHORTEST_RENEWAL = Duration.ofMillis(1);

	private final LockRequest request;

	private final LeaseTerms terms;

	private final Acquisition acquisition;

	private final long token;

	private final long acquiredAt;

	private final long answeredAt;

	private final LeaseKeeper keeper;

	private final LeaseDeadline deadline;

	private final RenewalSchedule schedule;

	private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

	private final LeaseHolds holds = new LeaseHolds();

	private final LossListeners lossListeners = new LossListeners();

	private final BodyInterrupt interrupt;

	private final LeaseReference reference;

	private boolean warned;

	private volatile Duration minHoldTime;

	private volatile @Nullable String lossReason;

	private volatile @Nullable Moment handedOnSince;

	Lease(LockRequest request, LeaseTerms terms, Acquisition acquisition, long token, Moment sentAt, Duration remaining,
			LeaseKeeper keeper) {
		this.request = request;
		this.terms = terms;
		this.acquisition = acquisition;
		this.token = token;
		this.acquiredAt = sentAt.nanoTime();
		this.answeredAt = keeper.time().nanoTime();
		this.keeper = keeper;
		this.minHoldTime = terms.minHoldTime();
		this.deadline = new LeaseDeadline(keeper.time(), sentAt, shortened(remaining, sentAt));
		this.schedule = new RenewalSchedule(terms, sentAt.nanoTime());
		this.interrupt = new BodyInterrupt(keeper);
		this.reference = new LeaseReference(this, request, acquisition, token);
	}

	@Override
	public String name() {
		return this.request.name();
	}

	@Override
	public List<String> keys() {
		return this.request.keys();
	}

	@Override
	public long fencingToken() {
		return this.token;
	}

	@Override
	public boolean isHeld() {
		if (this.state.get() != State.HELD || this.deadline.isPast()) {
			return false;
		}
		if (this.deadline.isInDoubt()) {
			this.keeper.confirm(this);
			return false;
		}
		return true;
	}

	@Override
	public boolean verify() {
		return this.state.get() == State.HELD && !this.deadline.isPast() && this.keeper.verify(this) && !isLost();
	}

	@Override
	public Duration remaining() {
		return isHeld() ? untilDeadline() : Duration.ZERO;
	}

	Duration untilDeadline() {
		return this.deadline.remaining();
	}

	@Override
	public void extend(Duration duration) {
		Assert.isTrue(duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST_EXTENSION) <= 0,
				() -> "A lease can be extended by more than zero and at most " + LONGEST_EXTENSION + ", not by "
						+ duration);
		if (isReleased() || isLost() || !this.keeper.extend(this, duration)) {
			throw new LockLostException(this, reason());
		}
	}

	@Override
	public void onLost(Consumer<LockLease> callback) {
		onLost(callback, this.keeper.callbacks());
	}

	/**
	 * Tell a callback of the loss. What is to be told need not refer to the lease: until
	 * its end, the engine does.
	 */
	void onLost(Consumer<LockLease> callback, Executor executor) {
		this.reference.keepReachable(this);
		this.lossListeners.add(new LossListeners.Listener(callback, executor),
				(told) -> this.keeper.notify(this, told));
	}

	/**
	 * Tell a callback of the loss no more.
	 */
	void removeOnLost(Consumer<LockLease> callback) {
		this.lossListeners.remove(callback);
	}

	/**
	 * What to interrupt when the lease is lost.
	 */
	BodyInterrupt interrupt() {
		return this.interrupt;
	}

	@Override
	public void guardCurrentTransaction() {
		takePart(new LeaseInTransaction(this, false));
	}

	/**
	 * Make the current transaction, inside of which the lease was taken, depend on it,
	 * and have this thread find it until that has completed.
	 */
	void keepUntilCompletion() {
		takePart(new LeaseInTransaction(this, true));
		TransactionLeases.add(this);
	}

	private void takePart(LeaseInTransaction participant) {
		if (!this.holds.retain()) {
			throw new IllegalStateException("The lease of lock '" + name() + "' has been released");
		}
		boolean enlisted = false;
		try {
			enlisted = this.keeper.transactions().enlist(participant);
		}
		finally {
			if (!enlisted) {
				drop();
			}
		}
	}

	/**
	 * Hold on no longer.
	 * @return what became of the release, null if somebody else still holds on
	 */
	@Nullable ReleaseOutcome drop() {
		return this.holds.drop() ? end() : null;
	}

	@Override
	public void release() {
		releaseOnce();
	}

	/**
	 * Release the locks, if the owner has not done that.
	 * @return what became of it, null if it had been done before, or takes effect later
	 */
	@Nullable ReleaseOutcome releaseOnce() {
		return this.holds.dropOwner() ? end() : null;
	}

	/**
	 * Mark a lease that nobody has been given, before it is released: its loss matters to
	 * nobody.
	 */
	void withdraw() {
		this.state.set(State.RELEASED);
	}

	private ReleaseOutcome end() {
		State previous = this.state.getAndSet(State.RELEASED);
		this.lossListeners.close();
		ReleaseOutcome outcome = this.holds.isCommitUnknown() ? this.keeper.leave(this) : this.keeper.release(this);
		if (previous == State.HELD && outcome == ReleaseOutcome.NOT_HELD && !isExpired()) {
			this.lossReason = "the store had it no more when it was released";
			this.keeper.lost(this, this.lossReason);
		}
		return outcome;
	}

	/**
	 * Count the lease as lost, unless it has ended before. Callbacks are handed over, not
	 * run.
	 */
	void lose(String reason) {
		if (this.state.get() != State.HELD) {
			return;
		}
		this.lossReason = reason;
		if (this.state.compareAndSet(State.HELD, State.LOST)) {
			if (!this.interrupt.isDeferred()) {
				this.holds.lost();
			}
			this.interrupt.request();
			this.keeper.lost(this, reason);
			this.lossListeners.lost((told) -> this.keeper.notify(this, told));
		}
	}

	/**
	 * By which the engine knows the lease, as long as something else refers to it.
	 */
	LeaseReference reference() {
		return this.reference;
	}

	/**
	 * Describe the lease for logs at the level DEBUG.
	 */
	String describeWithKeys() {
		return LockText.withKeys(this.request, this.acquisition.locks(), this.token);
	}

	/**
	 * Whether the lease was granted more than so many lease times ago.
	 */
	boolean isHeldFor(long now, int leaseTimes) {
		return (now - this.acquiredAt) / leaseTimes > this.terms.leaseTime().toNanos();
	}

	/**
	 * Not for two threads at the same time.
	 * @return whether no warning has been asked for before
	 */
	boolean warnOnce() {
		boolean first = !this.warned;
		this.warned = true;
		return first;
	}

	String reason() {
		String reason = this.lossReason;
		return (reason != null) ? reason : isReleased() ? "it has been released" : endOfTime();
	}

	private String endOfTime() {
		Duration maxHoldTime = this.terms.maxHoldTime();
		if (maxHoldTime != null
				&& this.deadline.nanoTime() - this.acquiredAt > LeaseDeadline.usable(maxHoldTime) - 1_000_000) {
			return "its maximum hold time is over";
		}
		return this.terms.renew() ? "it was not renewed in time"
				: "its lease time is over, and it was not to be renewed";
	}

	/**
	 * Whether a loss was noticed, also if the lease has been released since.
	 */
	boolean wasLost() {
		return this.lossReason != null;
	}

	boolean isReleased() {
		return this.state.get() == State.RELEASED;
	}

	/**
	 * Whether the lease ended before anybody released it.
	 */
	boolean isLost() {
		State state = this.state.get();
		return state == State.LOST || (state == State.HELD && isExpired());
	}

	boolean isExpired() {
		return this.deadline.isPast();
	}

	LeaseHolds holds() {
		return this.holds;
	}

	void renewed(Moment sentAt, Duration remaining) {
		this.deadline.confirmed(sentAt, shortened(remaining, sentAt));
		this.schedule.renewed(sentAt.nanoTime());
	}

	/**
	 * A time from a moment on, as far as the maximum hold time allows. The store bounds
	 * it too, but by a clock that can be set back. Two percent are for clocks that run at
	 * different speeds.
	 */
	private Duration shortened(Duration duration, Moment from) {
		Duration maxHoldTime = this.terms.maxHoldTime();
		if (maxHoldTime == null) {
			return duration;
		}
		long heldFor = from.nanoTime() - this.answeredAt;
		Duration left = maxHoldTime.minusNanos(heldFor - heldFor / 50);
		return (duration.compareTo(left) <= 0) ? duration : left;
	}

	/**
	 * Whether the lease has all locks of a request.
	 * @throws IllegalStateException if it has some of them, but not all
	 */
	boolean isFor(LockRequest other) {
		if (!name().equals(other.name())) {
			return false;
		}
		boolean all = keys().equals(other.keys()) || (!other.keys().isEmpty() && keys().containsAll(other.keys()));
		Assert.state(all || keys().stream().noneMatch(other.keys()::contains),
				() -> "This call chain holds a part of the locks of " + other
						+ " and would wait for itself: lock all of the keys where it holds the first of them");
		return all;
	}

	void raiseMinHoldTime(Duration other) {
		if (other.compareTo(this.minHoldTime) > 0) {
			this.minHoldTime = other;
		}
	}

	/**
	 * The next renewal: it also covers a minimum hold time that was raised after the
	 * grant.
	 */
	Renewal toRenewal() {
		if (!this.terms.renew()) {
			return toRenewal(SHORTEST_RENEWAL);
		}
		Duration heldFor = Duration.ofNanos(this.keeper.time().nanoTime() - this.acquiredAt);
		Duration minimum = this.minHoldTime.minus(heldFor);
		Duration leaseTime = this.terms.leaseTime();
		return toRenewal((minimum.compareTo(leaseTime) > 0) ? minimum : leaseTime);
	}

	Renewal toRenewal(Duration leaseTime) {
		return new Renewal(this.acquisition, leaseTime, this.terms.maxHoldTime());
	}

	/**
	 * Whether a renewal would be sent when its time has come. In doubt also for a lease
	 * that is not to be renewed: to ask, not to make it last longer.
	 */
	boolean isRenewable() {
		return !this.schedule.isUnderWay() && (this.terms.renew() || this.deadline.isInDoubt());
	}

	RenewalSchedule schedule() {
		return this.schedule;
	}

	long deadline() {
		return this.deadline.nanoTime();
	}

	Acquisition acquisition() {
		return this.acquisition;
	}

	Duration minHoldTime() {
		return this.minHoldTime;
	}

	LeaseTerms terms() {
		return this.terms;
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	/**
	 * Remember since when the lock has been handed on inside this replica.
	 * @param since when that began, null if the lease was not handed on
	 */
	void handedOn(@Nullable Moment since) {
		this.handedOnSince = since;
	}

	@Nullable Moment handedOnSince() {
		return this.handedOnSince;
	}

	@Override
	public String toString() {
		return "Lease of " + this.request + " with token " + this.token;
	}

}
