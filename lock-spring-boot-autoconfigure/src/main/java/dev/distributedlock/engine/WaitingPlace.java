// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

/**
 * Somebody's place in a {@link WaitingLine}.
 * <p>
 * A store that can only be polled does not care who has waited longest, and here a
 * release is noticed first. So a lock is handed on inside the replica for a while, and
 * then left to others until all of them have polled.
 */
final class WaitingPlace implements AutoCloseable {

	private final WaitingLine<WaitingPlace> line;

	private final List<LockId> locks;

	private final Runnable wakeUp;

	private final LockStore store;

	private final EngineTime time;

	private final Consumer<WaitingPlace> leave;

	private volatile LockStore.@Nullable Subscription subscription;

	private volatile @Nullable Moment handedOnSince;

	private volatile @Nullable Moment left;

	/**
	 * Create a new place.
	 * @param line the line
	 * @param locks what is waited for
	 * @param wakeUp called when it may be worth asking the store; must not block
	 * @param store where the locks are kept
	 * @param time the clock
	 * @param leave called when the place is given up
	 */
	WaitingPlace(WaitingLine<WaitingPlace> line, List<LockId> locks, Runnable wakeUp, LockStore store, EngineTime time,
			Consumer<WaitingPlace> leave) {
		this.line = line;
		this.locks = locks;
		this.wakeUp = wakeUp;
		this.store = store;
		this.time = time;
		this.leave = leave;
	}

	/**
	 * Whether to ask the store now: if this one is first, or if its wait ends without any
	 * answer to those before it, which is not the same as a busy lock. Whoever is first
	 * is woken up by the store from then on.
	 * <p>
	 * Like {@link #close()}, not for two threads at the same time.
	 */
	boolean isTurn(PendingAcquisition pending) {
		if (this.line.first() != this) {
			return pending.isOver() && !this.line.isRefused();
		}
		if (this.subscription == null) {
			this.subscription = this.store.subscribe(this.locks, this.wakeUp);
		}
		return yieldTime() == 0 || pending.isOver();
	}

	/**
	 * The store has been asked.
	 */
	void answered(PendingAcquisition pending, @Nullable Lease lease) {
		this.line.answered(pending.failure() == null);
		if (lease != null) {
			lease.handedOn(this.handedOnSince);
		}
		this.handedOnSince = null;
	}

	/**
	 * A lease of the lock has been released in this replica, and this place is first.
	 */
	void released(Lease lease) {
		if (isLive()) {
			return;
		}
		Moment now = this.time.now();
		Moment since = lease.handedOnSince();
		if (since == null || now.nanoTime() - since.nanoTime() < WaitTimes.LONGEST_STREAK) {
			this.handedOnSince = (since != null) ? since : now;
			wakeUp();
		}
		else {
			this.left = now;
		}
	}

	/**
	 * For how long to leave the lock to others.
	 */
	private long yieldTime() {
		Moment left = this.left;
		return (left != null) ? Math.max(0, left.nanoTime() + WaitTimes.LONGEST_PAUSE - this.time.nanoTime()) : 0;
	}

	/**
	 * How long to pause, unless woken up.
	 */
	long nextPause(PendingAcquisition pending) {
		long remaining = pending.remainingWait();
		if (this.line.first() != this) {
			return Math.min(remaining, WaitTimes.LONGEST_TIMER);
		}
		long yieldTime = yieldTime();
		return (yieldTime > 0) ? Math.min(yieldTime, remaining) : pending.nextPause(isLive());
	}

	/**
	 * Whether the store is going to wake this one up.
	 */
	boolean isLive() {
		LockStore.Subscription subscription = this.subscription;
		return subscription != null && subscription.isLive();
	}

	void wakeUp() {
		this.wakeUp.run();
	}

	List<LockId> locks() {
		return this.locks;
	}

	@Override
	public void close() {
		LockStore.Subscription subscription = this.subscription;
		try {
			if (subscription != null) {
				subscription.close();
			}
		}
		finally {
			this.leave.accept(this);
		}
	}

}
