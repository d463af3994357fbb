// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import dev.distributedlock.LockRequest;
import dev.distributedlock.store.CommitGuard;

/**
 * The transactions that leases have to do with. Implemented over the transaction
 * management of the application.
 *
 * @since 0.1.0
 */
public interface LockTransactions {

	/**
	 * For applications without transactions.
	 */
	LockTransactions NONE = new LockTransactions() {

		@Override
		public boolean isActive() {
			return false;
		}

		@Override
		public void acquiring(LockRequest request) {
		}

		@Override
		public boolean enlist(Participant participant) {
			throw new UnsupportedOperationException("The registry knows of no transactions");
		}

	};

	/**
	 * Return whether the current thread is in a transaction.
	 * @return whether there is one
	 */
	boolean isActive();

	/**
	 * Called before a lock is acquired, to refuse that inside of a transaction of this
	 * thread.
	 * @param request what is about to be acquired
	 * @throws IllegalStateException if locks must not be acquired inside of a transaction
	 */
	void acquiring(LockRequest request);

	/**
	 * Have a participant take part in the current transaction.
	 * @param participant who takes part; compared by {@code equals}
	 * @return whether it did not take part before
	 * @throws IllegalStateException if there is no transaction
	 * @throws UnsupportedOperationException if transactions are unknown
	 */
	boolean enlist(Participant participant);

	/**
	 * What takes part in a transaction.
	 */
	interface Participant {

		/**
		 * Called in a transaction that may have written something, before it commits.
		 * Does not commit if this throws.
		 * @param guard ties the commit to locks
		 */
		void beforeCommit(CommitGuard guard);

		/**
		 * Called once, when the transaction has completed.
		 * @param outcome how it has
		 */
		void afterCompletion(Outcome outcome);

	}

	/**
	 * How a transaction has completed.
	 */
	enum Outcome {

		/**
		 * All of it took effect.
		 */
		COMMITTED,

		/**
		 * Nothing took effect.
		 */
		ROLLED_BACK,

		/**
		 * It may take effect yet: the answer to the commit was lost, for example.
		 */
		UNKNOWN

	}

}
