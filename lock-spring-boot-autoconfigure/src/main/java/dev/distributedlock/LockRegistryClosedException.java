// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * The registry has been closed and grants no more locks.
 *
 * @since 0.1.0
 */
public class LockRegistryClosedException extends LockException {

	/**
	 * Create a new exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public LockRegistryClosedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
