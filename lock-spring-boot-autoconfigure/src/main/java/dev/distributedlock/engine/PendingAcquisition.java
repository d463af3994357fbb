// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.WaitTime;

/**
 * A request on its way: what to ask the store next, what the answers mean, and how long
 * to pause between them. Whoever drives it decides whether to block meanwhile.
 */
final class PendingAcquisition {

	private static final Log logger = LogFactory.getLog(PendingAcquisition.class);

	private final LockRequest request;

	private final LeaseTerms terms;

	private final List<LockId> locks;

	private final String owner;

	private final LeaseKeeper keeper;

	private final long startedAt;

	private final long giveUpAt;

	private Acquisition attempt;

	private Moment sentAt;

	private int pauses;

	private @Nullable LockHolder holder;

	private volatile boolean unanswered;

	private boolean repeated;

	private @Nullable Throwable failure;

	PendingAcquisition(LockRequest request, LeaseTerms terms, List<LockId> locks, String owner, LeaseKeeper keeper) {
		this.request = request;
		this.terms = terms;
		this.locks = locks;
		this.owner = owner;
		this.keeper = keeper;
		this.sentAt = keeper.time().now();
		this.startedAt = this.sentAt.nanoTime();
		this.giveUpAt = this.startedAt + terms.waitTime().toNanos();
		this.attempt = newAttempt();
	}

	private Acquisition newAttempt() {
		return new Acquisition(this.keeper.ids().next(), this.locks, this.owner);
	}

	/**
	 * What to ask now. Repeats the same attempt after a failure, so that the store can
	 * find a grant whose answer was lost.
	 */
	Acquisition send() {
		this.sentAt = this.keeper.time().now();
		this.repeated = this.unanswered;
		this.unanswered = true;
		return this.attempt;
	}

	/**
	 * Take the answer of the store.
	 * @return the lease, or null if the lock is busy
	 */
	@Nullable Lease answered(AcquireResult result) {
		this.unanswered = false;
		this.failure = null;
		if (result instanceof AcquireResult.Granted granted) {
			Lease lease = new Lease(this.request, this.terms, this.attempt, granted.token(), this.sentAt,
					granted.remaining(), this.keeper, this.keeper.interrupts());
			if (lease.isHeld()) {
				this.keeper.keep(lease);
				return lease;
			}
			this.keeper.giveBack(this.attempt, this.terms.initialLeaseTime());
		}
		else if (result instanceof AcquireResult.Busy busy) {
			this.holder = busy.holder();
			if (this.repeated) {
				// Granted before, maybe: a row that somebody looks at is busy as well.
				this.keeper.giveBack(this.attempt, this.terms.initialLeaseTime());
			}
		}
		this.attempt = newAttempt();
		return null;
	}

	/**
	 * Take the failure of the last attempt. Its outcome is unknown, unless it was never
	 * sent.
	 */
	void failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		this.failure = cause;
		this.unanswered = this.repeated || !(cause instanceof RequestNotSentException);
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Ask no more. Undoes what the last attempt may have been granted, if it was not
	 * answered.
	 */
	void end() {
		if (this.unanswered) {
			this.unanswered = false;
			this.keeper.giveBack(this.attempt, this.terms.initialLeaseTime());
		}
	}

	boolean isOver() {
		return this.keeper.time().isPast(this.giveUpAt);
	}

	/**
	 * Whether to try once only.
	 */
	boolean isSingleTry() {
		return this.giveUpAt == this.startedAt;
	}

	WaitTime waitTime() {
		return isSingleTry() ? WaitTime.NONE : new WaitTime(
				Duration.ofNanos(this.keeper.time().nanoTime() - this.startedAt), Duration.ofNanos(remainingWait()));
	}

	long remainingWait() {
		return this.keeper.time().until(this.giveUpAt).toNanos();
	}

	/**
	 * How long to pause before the next attempt, unless woken up: longer from time to
	 * time and never the same for two, but no longer than the holder's lease or the wait
	 * lasts.
	 * @param live whether the store is going to wake us up
	 */
	long nextPause(boolean live) {
		boolean relies = live && this.failure == null;
		long pause = relies ? WaitTimes.LONGEST_SLEEP
				: Math.min(WaitTimes.LONGEST_PAUSE, WaitTimes.SHORTEST_PAUSE << Math.min(this.pauses++, 10));
		pause -= this.keeper.time().jitter(pause / 2);
		if (this.holder != null) {
			pause = Math.min(pause, this.holder.remaining().toNanos() + WaitTimes.MARGIN);
		}
		return Math.min(pause, remainingWait());
	}

	/**
	 * Log that the lock stayed busy.
	 * @throws LockStoreException if that is not certain
	 */
	void refused() {
		if (this.failure != null) {
			throw storeException(this.failure);
		}
		if (logger.isDebugEnabled()) {
			logger.debug("Lock " + LockText.withKeys(this.request, this.locks) + " is busy: " + this.holder);
		}
	}

	LockStoreException storeException(Throwable cause) {
		return new LockStoreException(
				"Lock " + this.request + " was not acquired, because its store failed or its answer is unknown", cause);
	}

	LockRegistryClosedException closed() {
		return new LockRegistryClosedException(
				"Lock " + this.request + " was not acquired: the registry has been closed", null);
	}

	LockRequest request() {
		return this.request;
	}

	LeaseTerms terms() {
		return this.terms;
	}

	List<LockId> locks() {
		return this.locks;
	}

	@Nullable LockHolder holder() {
		return this.holder;
	}

}
