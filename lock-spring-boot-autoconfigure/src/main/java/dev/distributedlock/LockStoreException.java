// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * The store failed, or its answer is unknown. Neither "busy" nor "granted".
 *
 * @since 0.1.0
 */
public class LockStoreException extends LockException {

	/**
	 * Create a new exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public LockStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
