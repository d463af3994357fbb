// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockRequest;

/**
 * Makes scopes for work that returns before it is done. A
 * {@link dev.distributedlock.LockTemplate} that implements it can lock methods which
 * return a future or a publisher.
 *
 * @since 0.1.0
 */
public interface AsyncLockScopes {

	/**
	 * Return a scope for work that this thread begins and other threads continue.
	 * @param request what to lock and how
	 * @return the scope, which has to be opened and closed
	 * @throws IllegalStateException if the thread holds some of the locks, but not all
	 */
	AsyncScope scope(LockRequest request);

	/**
	 * Return a scope for work that other threads continue.
	 * @param request what to lock and how
	 * @param parent the level around the work
	 * @return the scope, which has to be opened and closed
	 * @throws IllegalStateException if the call chain holds some of the locks, but not
	 * all
	 */
	AsyncScope scope(LockRequest request, LockContext parent);

}
