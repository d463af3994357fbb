// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * Base class of what goes wrong with locks at run time.
 *
 * @since 0.1.0
 */
public abstract class LockException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	protected LockException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
