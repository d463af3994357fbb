// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;

/**
 * The request never left this process, so the store has not changed and nothing has to be
 * undone: no connection became free in time, for example. A store that is not sure throws
 * a plain {@link LockStoreException}.
 *
 * @since 0.1.0
 */
public class RequestNotSentException extends LockStoreException {

	/**
	 * Create a new exception.
	 * @param message what happened
	 * @param cause why, or null
	 */
	public RequestNotSentException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
