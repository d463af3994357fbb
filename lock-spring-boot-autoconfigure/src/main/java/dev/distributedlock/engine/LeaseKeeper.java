// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;

/**
 * Looks after leases from grant to end: has them renewed, asks and tells the store about
 * them, and passes on the news of their loss.
 */
final class LeaseKeeper implements LeaseOwner<Lease> {

	private static final Log logger = LogFactory.getLog(LeaseKeeper.class);

	private static final int EXTEND_ATTEMPTS = 50;

	private static final Duration CALL_PAUSE = Duration.ofSeconds(1);

	private static final Duration EXTEND_PAUSE = Duration.ofMillis(10);

	private final LockStore store;

	private final Consumer<Lease> releaseListener;

	private final EngineThreads threads;

	private final Consumer<LockLostEvent> lossListener;

	private final LockTransactions transactions;

	private final LeaseRenewer renewer;

	private final PendingReleases releases;

	private final AcquisitionIds ids = new AcquisitionIds();

	LeaseKeeper(LockStore store, EngineThreads threads, LockTransactions transactions,
			Consumer<LockLostEvent> lossListener, Consumer<Lease> releaseListener) {
		this.store = store;
		this.releaseListener = releaseListener;
		this.threads = threads;
		this.lossListener = lossListener;
		this.transactions = transactions;
		this.renewer = new LeaseRenewer(store, threads.time(), threads.renewals());
		this.releases = new PendingReleases(store, threads);
	}

	@Override
	public EngineTime time() {
		return this.threads.time();
	}

	@Override
	public boolean isInTransaction() {
		return this.transactions.isActive();
	}

	/**
	 * Interrupts threads whose lease is lost.
	 */
	Executor interrupts() {
		return this.threads.interrupts();
	}

	AcquisitionIds ids() {
		return this.ids;
	}

	/**
	 * How late the renewal is that is most overdue.
	 */
	Duration renewalLag() {
		return this.renewer.lag();
	}

	void keep(Lease lease) {
		this.renewer.add(lease);
		if (logger.isDebugEnabled()) {
			logger.debug("Acquired lock " + lease.reference().describeWithKeys() + " for " + lease.terms().leaseTime());
		}
	}

	/**
	 * Leases that have neither been released nor lost.
	 */
	List<Lease> kept() {
		return this.renewer.leases();
	}

	@Override
	public void confirm(Lease lease) {
		this.renewer.hurry(lease);
	}

	@Override
	public boolean verify(Lease lease) {
		boolean held = this.store.isHeld(lease.acquisition());
		if (!held) {
			lease.lose(LossReason.GONE);
		}
		return held;
	}

	/**
	 * Also if a renewal of the lease is under way.
	 */
	@Override
	public boolean extend(Lease lease, Duration duration) {
		for (int attempt = 0; attempt < EXTEND_ATTEMPTS; attempt++) {
			Moment sentAt = time().now();
			RenewalResult result = this.store.renew(List.of(lease.schedule().renewal(duration))).get(0);
			switch (result.outcome()) {
				case RENEWED -> {
					lease.renewed(sentAt, result.remaining());
					return true;
				}
				case LOST -> {
					lease.lose(LossReason.GONE);
					return false;
				}
				case BLOCKED -> pause(lease);
			}
		}
		throw new LockStoreException(
				"The lease of lock '" + lease.name() + "' could not be extended: its row is locked", null);
	}

	private void pause(Lease lease) {
		try {
			time().await(new Semaphore(0), EXTEND_PAUSE.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException("Interrupted while extending the lease of lock '" + lease.name() + "'",
					ex);
		}
	}

	@Override
	public void guard(Lease lease, boolean takenInside) {
		LeaseInTransaction.enlist(lease, takenInside, this.transactions);
	}

	@Override
	public ReleaseOutcome ended(Lease lease, boolean mayBeCommitted) {
		return mayBeCommitted ? leave(lease) : release(lease);
	}

	/**
	 * Tell the store, on this thread. The lease ends all the same if that fails; then it
	 * is tried again in the background until nothing is left to release.
	 */
	private ReleaseOutcome release(Lease lease) {
		this.renewer.remove(lease);
		boolean interrupted = Thread.interrupted();
		try {
			ReleaseOutcome outcome = this.store.release(lease.acquisition(), lease.schedule().minHoldTime());
			this.releaseListener.accept(lease);
			if (logger.isDebugEnabled()) {
				logger.debug("Released lock " + lease.reference().describeWithKeys() + ": " + outcome);
			}
			return outcome;
		}
		catch (RuntimeException | Error ex) {
			logger.warn(
					"Failed to release lock " + lease.reference().describe() + ", will try again until its lease ends",
					ex);
			this.releases.add(lease.acquisition(), lease.schedule().minHoldTime(), latestEnd(lease));
			return ReleaseOutcome.UNKNOWN;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Until when the store may have a lease: an answer that took its time does not tell
	 * when the request arrived.
	 */
	private long latestEnd(Lease lease) {
		long end = time().nanoTime() + lease.terms().initialLeaseTime().toNanos();
		return (end - lease.deadline() > 0) ? end : lease.deadline();
	}

	/**
	 * Leave a lease to its end, instead of releasing it: work under it may take effect
	 * yet.
	 */
	private ReleaseOutcome leave(Lease lease) {
		this.renewer.remove(lease);
		logger.warn("Lock " + lease.reference().describe() + " is left until its lease ends in "
				+ lease.untilDeadline().toMillis() + "ms: a transaction under it may be committed yet");
		return ReleaseOutcome.UNKNOWN;
	}

	/**
	 * Give back what an acquisition may have been granted without anybody knowing.
	 */
	void giveBack(Acquisition acquisition, Duration leaseTime) {
		this.releases.add(acquisition, Duration.ZERO, time().nanoTime() + leaseTime.toNanos());
	}

	/**
	 * A lease that was not to be renewed ends as planned.
	 */
	@Override
	public void lost(Lease lease, LossReason reason) {
		this.renewer.remove(lease);
		if (lease.terms().renew() || !lease.isExpired()) {
			logger.warn("Lost lock " + lease.reference().describe() + ": " + reason);
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Lock " + lease.reference().describeWithKeys() + " ended: " + reason);
		}
		call(this.threads.events(), lease,
				(lost) -> this.lossListener.accept(new LockLostEvent(lost, reason.toString())));
	}

	@Override
	public Executor callbacks() {
		return this.threads.callbacks();
	}

	@Override
	public void notify(Lease lease, LossListeners.Listener listener) {
		call(listener.executor(), lease, listener.callback());
	}

	private void call(Executor threads, Lease lease, Consumer<LockLease> callback) {
		try {
			threads.execute(() -> {
				try {
					callback.accept(lease);
				}
				catch (RuntimeException ex) {
					logger.error("A callback for the loss of lock " + lease.reference().describe() + " failed", ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.warn("No callback for the loss of lock " + lease.reference().describe()
					+ " was called: the registry has been closed");
		}
		catch (Error ex) {
			logger.error("A callback for the loss of lock " + lease.reference().describe()
					+ " could not be started, which is tried again", ex);
			time().runAfter(CALL_PAUSE.toNanos(), () -> call(threads, lease, callback));
		}
	}

}
