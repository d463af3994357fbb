// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.CommitGuard.Result;

/**
 * A lease that a transaction depends on: it is kept until the transaction has completed,
 * which commits only while it is held.
 */
final class LeaseInTransaction implements LockTransactions.Participant {

	private final Lease lease;

	private final boolean takenInside;

	private volatile boolean atomic;

	private volatile boolean committing;

	/**
	 * Create a new participant.
	 * @param lease what the transaction depends on
	 * @param takenInside whether the lease was taken in this very transaction, rather
	 * than around it
	 */
	private LeaseInTransaction(Lease lease, boolean takenInside) {
		this.lease = lease;
		this.takenInside = takenInside;
	}

	/**
	 * Have the current transaction depend on a lease.
	 * @param takenInside whether the lease was taken in this very transaction, so that
	 * the thread finds it until the transaction has completed
	 */
	static void enlist(Lease lease, boolean takenInside, LockTransactions transactions) {
		if (!lease.holds().retain()) {
			throw new IllegalStateException("The lease of lock '" + lease.name() + "' has been released");
		}
		boolean enlisted = false;
		try {
			enlisted = transactions.enlist(new LeaseInTransaction(lease, takenInside));
		}
		finally {
			if (!enlisted) {
				lease.drop();
			}
		}
		if (takenInside) {
			TransactionLeases.add(lease);
		}
	}

	@Override
	public void beforeCommit(CommitGuard guard) {
		checkNotLost();
		this.committing = true;
		this.lease.interrupt().defer();
		Result result = guard.check(this.lease.acquisition(), this.lease.untilDeadline());
		this.atomic = result == Result.HELD;
		if (result == Result.NOT_HELD) {
			this.lease.lose(LossReason.GONE);
		}
		else if (result == Result.NOT_INVOLVED) {
			this.lease.verify();
		}
		checkNotLost();
	}

	private void checkNotLost() {
		if (this.lease.isLost()) {
			throw this.lease.loss();
		}
	}

	@Override
	public void afterCompletion(LockTransactions.Outcome outcome) {
		this.lease.holds()
			.transactionCompleted(this.atomic && outcome == LockTransactions.Outcome.COMMITTED,
					!this.atomic && outcome == LockTransactions.Outcome.UNKNOWN);
		if (this.committing) {
			this.lease.interrupt().resume();
		}
		if (this.takenInside) {
			TransactionLeases.remove(this.lease);
		}
		this.lease.drop();
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof LeaseInTransaction participant && participant.lease == this.lease;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.lease);
	}

}
