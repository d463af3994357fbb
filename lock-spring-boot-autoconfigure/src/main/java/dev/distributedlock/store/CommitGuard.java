// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;

/**
 * Makes the commit of a transaction and the ownership of locks one atomic step, where the
 * store can: if it is in the same database as the transaction.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CommitGuard {

	/**
	 * Check in the current transaction that locks are held, and keep everybody else from
	 * being granted them until the transaction has completed.
	 * @param acquisition who should hold the locks
	 * @param remaining for how long at least, as far as the holder knows: a holder that
	 * stops now must not block others for longer, if the store can see to that
	 * @return what became of it
	 * @throws dev.distributedlock.LockStoreException if the store failed; the transaction
	 * cannot commit then
	 */
	Result check(Acquisition acquisition, Duration remaining);

	/**
	 * What a check has found.
	 */
	enum Result {

		/**
		 * The locks are held, and will be until the transaction has completed.
		 */
		HELD,

		/**
		 * The locks are not held.
		 */
		NOT_HELD,

		/**
		 * The store takes no part in this transaction.
		 */
		NOT_INVOLVED

	}

}
