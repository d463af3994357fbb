// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted while it waited for a lock. Its interrupt flag is set again.
 *
 * @since 0.1.0
 */
public class LockInterruptedException extends LockException {

	/**
	 * Create a new exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public LockInterruptedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
