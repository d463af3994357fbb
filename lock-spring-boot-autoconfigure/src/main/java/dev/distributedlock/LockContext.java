// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * The locks that a call chain runs under, innermost first.
 *
 * @since 0.1.0
 * @see LockContextHolder
 */
public interface LockContext {

	/**
	 * Return the lease of this level.
	 * @return the lease
	 */
	LockLease lease();

	/**
	 * Return the level around this one.
	 * @return the parent, or null at the outermost level
	 */
	@Nullable LockContext parent();

}
