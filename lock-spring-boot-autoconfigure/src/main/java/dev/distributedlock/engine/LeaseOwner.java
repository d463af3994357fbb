// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.concurrent.Executor;

import dev.distributedlock.store.ReleaseOutcome;

/**
 * What a lease needs from the registry that granted it.
 *
 * @param <L> the type of leases
 */
interface LeaseOwner<L> {

	/**
	 * The clocks and the timer.
	 */
	EngineTime time();

	/**
	 * Ask the store about a lease that is in doubt, in the background.
	 */
	void confirm(L lease);

	/**
	 * Ask the store whether it has a lease.
	 * @return whether it does; the lease is lost otherwise
	 */
	boolean verify(L lease);

	/**
	 * Have the store make a lease last at least so long from now.
	 * @return whether the lease is held
	 */
	boolean extend(L lease, Duration duration);

	/**
	 * Whether the current thread is in a transaction.
	 */
	boolean isInTransaction();

	/**
	 * Have the current transaction depend on a lease.
	 * @param takenInside whether the lease was taken in that transaction, so that its
	 * thread finds it until the transaction has completed
	 */
	void guard(L lease, boolean takenInside);

	/**
	 * Tell the store that a lease has ended.
	 * @param mayBeCommitted whether work under the lease may take effect yet, so that the
	 * lease is left to its end
	 */
	ReleaseOutcome ended(L lease, boolean mayBeCommitted);

	/**
	 * Publish the loss of a lease.
	 */
	void lost(L lease, LossReason reason);

	/**
	 * Tell a listener of the loss of a lease.
	 */
	void notify(L lease, LossListeners.Listener listener);

	/**
	 * What calls the callbacks of users, which may block.
	 */
	Executor callbacks();

}
