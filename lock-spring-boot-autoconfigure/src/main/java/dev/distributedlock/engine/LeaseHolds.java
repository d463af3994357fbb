// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

/**
 * Who holds on to a lease, and so keeps it from being released: its owner, whoever has
 * re-entered it, and each transaction that depends on it; and what became of those
 * transactions.
 */
final class LeaseHolds {

	private int count = 1;

	private boolean ownerGone;

	private volatile boolean workCommitted;

	private volatile boolean commitUnknown;

	/**
	 * Hold on as well.
	 * @return false if nobody holds on any more
	 */
	synchronized boolean retain() {
		if (this.count == 0) {
			return false;
		}
		this.count++;
		return true;
	}

	/**
	 * Hold on no longer.
	 * @return whether nobody else does
	 */
	synchronized boolean drop() {
		return --this.count == 0;
	}

	/**
	 * The owner holds on no longer, however often it says so.
	 * @return whether nobody else does, as of now
	 */
	synchronized boolean dropOwner() {
		boolean first = !this.ownerGone;
		this.ownerGone = true;
		return first && drop();
	}

	/**
	 * A transaction that depends on the lease has completed.
	 * @param committedAsHolder whether it was committed in one step with the ownership
	 * @param mayBeCommitted whether it may be committed yet, as holder or not
	 */
	void transactionCompleted(boolean committedAsHolder, boolean mayBeCommitted) {
		if (committedAsHolder) {
			this.workCommitted = true;
		}
		if (mayBeCommitted) {
			this.commitUnknown = true;
		}
	}

	/**
	 * The lease was lost after what has been committed: what follows may be missing.
	 */
	void lost() {
		this.workCommitted = false;
	}

	/**
	 * Whether work under the lease has been committed in one step with its ownership, and
	 * no loss was noticed between that and the end of the work.
	 */
	boolean isWorkCommitted() {
		return this.workCommitted;
	}

	/**
	 * Whether work under the lease may be committed yet.
	 */
	boolean isCommitUnknown() {
		return this.commitUnknown;
	}

}
