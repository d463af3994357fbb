// SPDX-License-Identifier: Apache-2.0

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

import org.springframework.util.Assert;

/**
 * A grant as its holder sees it. It ends by a release or by a loss, whichever comes
 * first; its requests to the store go through its {@link LeaseOwner}.
 * <p>
 * A release takes effect when nobody holds on to the lease any more: its owner does, and
 * so does each transaction that depends on it.
 */
final class Lease implements LockLease {

	private enum State {

		HELD, LOST, RELEASED

	}

	private static final Duration LONGEST_EXTENSION = Duration.ofDays(3650);

	private final LockRequest request;

	private final LeaseTerms terms;

	private final Acquisition acquisition;

	private final long token;

	private final LeaseOwner<Lease> owner;

	private final LeaseDeadline deadline;

	private final RenewalSchedule schedule;

	private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

	private final LeaseHolds holds = new LeaseHolds();

	private final LossListeners lossListeners = new LossListeners();

	private final BodyInterrupt interrupt;

	private final LeaseReference<Lease> reference;

	private volatile @Nullable LossReason lossReason;

	private volatile @Nullable Moment handedOnSince;

	Lease(LockRequest request, LeaseTerms terms, Acquisition acquisition, long token, Moment sentAt, Duration remaining,
			LeaseOwner<Lease> owner, Executor interrupts) {
		this.request = request;
		this.terms = terms;
		this.acquisition = acquisition;
		this.token = token;
		this.owner = owner;
		this.deadline = new LeaseDeadline(owner.time(), sentAt, remaining, terms.maxHoldTime());
		this.schedule = new RenewalSchedule(acquisition, terms, sentAt.nanoTime());
		this.interrupt = new BodyInterrupt(interrupts);
		this.reference = new LeaseReference<>(this, request, acquisition, token, sentAt.nanoTime());
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
			this.owner.confirm(this);
			return false;
		}
		return true;
	}

	@Override
	public boolean verify() {
		return this.state.get() == State.HELD && !this.deadline.isPast() && this.owner.verify(this) && !isLost();
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
		if (isReleased() || isLost() || !this.owner.extend(this, duration)) {
			throw loss();
		}
	}

	@Override
	public void onLost(Consumer<LockLease> callback) {
		onLost(callback, this.owner.callbacks());
	}

	/**
	 * Tell a callback of the loss. What is to be told need not refer to the lease: until
	 * its end, the engine does.
	 */
	void onLost(Consumer<LockLease> callback, Executor executor) {
		this.reference.keepReachable(this);
		this.lossListeners.add(new LossListeners.Listener(callback, executor), (told) -> this.owner.notify(this, told));
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
		this.owner.guard(this, false);
	}

	/**
	 * Make the current transaction, inside of which the lease was taken, depend on it,
	 * and have this thread find it until that has completed.
	 */
	void keepUntilCompletion() {
		this.owner.guard(this, true);
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
		ReleaseOutcome outcome = this.owner.ended(this, this.holds.isCommitUnknown());
		if (previous == State.HELD && outcome == ReleaseOutcome.NOT_HELD && !isExpired()) {
			this.lossReason = LossReason.GONE_WHEN_RELEASED;
			this.owner.lost(this, LossReason.GONE_WHEN_RELEASED);
		}
		return outcome;
	}

	/**
	 * Count the lease as lost, unless it has ended before. Callbacks are handed over, not
	 * run.
	 */
	void lose(LossReason reason) {
		if (this.state.get() != State.HELD) {
			return;
		}
		this.lossReason = reason;
		if (this.state.compareAndSet(State.HELD, State.LOST)) {
			if (!this.interrupt.isDeferred()) {
				this.holds.lost();
			}
			this.interrupt.request();
			this.owner.lost(this, reason);
			this.lossListeners.lost((told) -> this.owner.notify(this, told));
		}
	}

	/**
	 * By which the engine knows the lease, as long as something else refers to it.
	 */
	LeaseReference<Lease> reference() {
		return this.reference;
	}

	LossReason reason() {
		LossReason reason = this.lossReason;
		return (reason != null) ? reason : isReleased() ? LossReason.RELEASED : this.deadline.isMaxHoldTime()
				? LossReason.MAX_HOLD_TIME : this.terms.renew() ? LossReason.NOT_RENEWED : LossReason.NOT_TO_BE_RENEWED;
	}

	/**
	 * Return the exception that reports the loss.
	 */
	LockLostException loss() {
		return new LockLostException(this, reason().toString());
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
		this.deadline.confirmed(sentAt, remaining);
		this.schedule.renewed(sentAt.nanoTime());
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

	LeaseTerms terms() {
		return this.terms;
	}

	LeaseOwner<Lease> owner() {
		return this.owner;
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
