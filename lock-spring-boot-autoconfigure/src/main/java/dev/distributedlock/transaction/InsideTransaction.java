// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

/**
 * What happens when a lock is asked for inside of a transaction. It is kept until the
 * transaction has completed, but what the transaction reads may be older than the lock.
 *
 * @since 0.1.0
 */
public enum InsideTransaction {

	/**
	 * A warning is logged, once for each lock name.
	 */
	WARN,

	/**
	 * The lock is refused with an {@link IllegalStateException}.
	 */
	FAIL

}
