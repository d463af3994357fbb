// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.ReleaseOutcome;

/**
 * The part of a call chain that runs under one lease, on the thread that opened it. While
 * it is open, the lease is in the {@link LockContextHolder} and its loss interrupts the
 * thread.
 */
final class LockScope implements LockContext {

	/**
	 * What a scope has to do with the release of its lease.
	 */
	private enum Hold {

		OWN, RETAINED, NONE

	}

	private final Lease lease;

	private final @Nullable LockContext parent;

	/**
	 * The level around this one whose leases the work re-enters.
	 */
	private final @Nullable LockContext enclosing;

	private final @Nullable LockContext previous;

	private final Hold hold;

	private final Thread thread = Thread.currentThread();

	private final boolean interruptible;

	private LockScope(Lease lease, @Nullable LockContext parent, @Nullable LockContext enclosing, Hold hold) {
		this.lease = lease;
		this.hold = hold;
		this.parent = parent;
		this.enclosing = enclosing;
		this.previous = LockContextHolder.getContext();
		LockContextHolder.setContext(this);
		this.interruptible = lease.terms().onLost() == OnLost.INTERRUPT && lease.interrupt().begin();
	}

	/**
	 * Open a scope with a lease of its own. In a transaction, the lease is kept until
	 * that has completed.
	 */
	static LockScope open(Lease lease) {
		if (lease.owner().isInTransaction()) {
			try {
				lease.keepUntilCompletion();
			}
			catch (RuntimeException | Error ex) {
				lease.release();
				throw ex;
			}
		}
		return new LockScope(lease, LockContextHolder.getContext(), current(), Hold.OWN);
	}

	/**
	 * Open a scope with a lease that the call chain has already. If the owner is on
	 * another thread, and may end first, the scope holds on to the lease. The current
	 * transaction may be another than the one that the lease was taken in.
	 * @return the scope, or null if the call chain does not have the lock
	 * @throws LockLostException if the lease is lost
	 * @throws IllegalStateException if the call chain holds some of the locks, but not
	 * all
	 */
	static @Nullable LockScope reenter(LeaseOwner<Lease> owner, LockRequest request, Supplier<Duration> minHoldTime) {
		LockContext level = level(current(), owner, request);
		Lease lease = (level != null) ? (Lease) level.lease() : TransactionLeases.find(owner, request);
		if (lease == null) {
			return null;
		}
		if (lease.isLost()) {
			throw lease.loss();
		}
		lease.schedule().raiseMinHoldTime(minHoldTime.get());
		if (level == null || (level instanceof LockScope scope && scope.thread == Thread.currentThread())) {
			guard(lease);
			return new LockScope(lease, LockContextHolder.getContext(), current(), Hold.NONE);
		}
		return lease.holds().retain() ? retained(lease) : null;
	}

	private static LockScope retained(Lease lease) {
		try {
			guard(lease);
			return new LockScope(lease, LockContextHolder.getContext(), current(), Hold.RETAINED);
		}
		catch (RuntimeException | Error ex) {
			lease.drop();
			throw ex;
		}
	}

	private static void guard(Lease lease) {
		if (lease.owner().isInTransaction()) {
			lease.guardCurrentTransaction();
		}
	}

	/**
	 * Open a scope for a step of work that goes on on other threads, and keeps the lease.
	 * @param parent the level around the work
	 */
	static LockScope step(Lease lease, @Nullable LockContext parent) {
		guard(lease);
		return new LockScope(lease, parent, parent, Hold.NONE);
	}

	/**
	 * Return the innermost scope of this thread. An {@link AsyncScope} hides those around
	 * it: what runs while it is subscribed to may be the work of others.
	 * @return the scope, or null if there is none
	 */
	static @Nullable LockScope current() {
		return (LockContextHolder.getContext() instanceof LockScope scope) ? scope : null;
	}

	/**
	 * Find the lease that the thread already holds for a request.
	 * @return the lease, or null if it holds none
	 * @throws IllegalStateException if it holds some of the locks, but not all
	 */
	static @Nullable Lease find(LeaseOwner<Lease> owner, LockRequest request) {
		Lease lease = find(current(), owner, request);
		return (lease != null) ? lease : TransactionLeases.find(owner, request);
	}

	/**
	 * Find the lease that a level, or one around it, holds for a request.
	 * @return the lease, or null if none holds it
	 * @throws IllegalStateException if one holds some of the locks, but not all
	 */
	static @Nullable Lease find(@Nullable LockContext innermost, LeaseOwner<Lease> owner, LockRequest request) {
		LockContext level = level(innermost, owner, request);
		return (level != null) ? (Lease) level.lease() : null;
	}

	private static @Nullable LockContext level(@Nullable LockContext innermost, LeaseOwner<Lease> owner,
			LockRequest request) {
		for (LockContext context = innermost; context != null; context = enclosing(context)) {
			if (context.lease() instanceof Lease lease && lease.owner() == owner && !lease.isReleased()
					&& Reentry.isPossible(lease, request)) {
				return context;
			}
		}
		return null;
	}

	private static @Nullable LockContext enclosing(LockContext context) {
		return (context instanceof LockScope scope) ? scope.enclosing : context.parent();
	}

	/**
	 * End the scope.
	 */
	void leave() {
		LockContextHolder.setContext(this.previous);
		if (this.interruptible && this.lease.interrupt().end()) {
			for (LockContext context = this.previous; context != null; context = context.parent()) {
				if (context instanceof LockScope scope) {
					scope.lease.interrupt().repeat();
				}
			}
		}
	}

	/**
	 * End the scope and release its lease, unless somebody else holds on to that.
	 * @return the loss of the lease while the scope was open, or null; null also if the
	 * loss does not matter to the work, or somebody else is told of it
	 */
	@Nullable LockLostException close() {
		leave();
		return switch (this.hold) {
			case OWN -> end(this.lease, this.lease::releaseOnce);
			case RETAINED -> drop();
			case NONE -> null;
		};
	}

	private @Nullable LockLostException drop() {
		boolean lost = this.lease.isLost() && !this.lease.holds().isWorkCommitted();
		boolean last = this.lease.drop() != null;
		return (last && lost) ? this.lease.loss() : null;
	}

	/**
	 * End work under a lease.
	 * @param release ends the lease
	 * @return the loss of the lease up to now, or null; null also if the loss does not
	 * matter to the work
	 */
	static @Nullable LockLostException end(Lease lease, Supplier<@Nullable ReleaseOutcome> release) {
		boolean committed = lease.holds().isWorkCommitted();
		boolean lost = lease.isLost();
		if (lost) {
			lease.lose(lease.reason());
		}
		ReleaseOutcome outcome = release.get();
		lost |= outcome == ReleaseOutcome.NOT_HELD && !lease.isExpired();
		return (lost && !committed) ? lease.loss() : null;
	}

	/**
	 * Have the failure of work carry the loss of its lease, unless it tells that already.
	 */
	static void addLoss(Throwable failure, @Nullable LockLostException loss) {
		LockLease lost = (failure instanceof LockLostException other) ? other.getLease() : null;
		if (loss != null && loss.getLease() != lost) {
			failure.addSuppressed(loss);
		}
	}

	@Override
	public Lease lease() {
		return this.lease;
	}

	@Override
	public @Nullable LockContext parent() {
		return this.parent;
	}

}
