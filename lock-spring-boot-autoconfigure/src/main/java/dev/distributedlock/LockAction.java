// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * Work that is done under a lock and has no result.
 *
 * @param <E> what the work throws
 * @since 0.1.0
 */
@FunctionalInterface
public interface LockAction<E extends Throwable> {

	/**
	 * Do the work.
	 * @param lease the lease that the work runs under
	 * @throws E if the work fails
	 */
	void run(LockLease lease) throws E;

}
