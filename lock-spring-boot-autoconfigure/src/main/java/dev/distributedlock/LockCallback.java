// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * Work that is done under a lock and has a result.
 *
 * @param <T> the type of the result
 * @param <E> what the work throws
 * @since 0.1.0
 */
@FunctionalInterface
public interface LockCallback<T extends @Nullable Object, E extends Throwable> {

	/**
	 * Do the work.
	 * @param lease the lease that the work runs under
	 * @return the result
	 * @throws E if the work fails
	 */
	T run(LockLease lease) throws E;

}
