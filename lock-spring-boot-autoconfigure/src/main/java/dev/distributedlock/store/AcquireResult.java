// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;

/**
 * Answer of a store to a request for locks.
 *
 * @since 0.1.0
 */
public sealed interface AcquireResult {

	/**
	 * All locks are granted.
	 *
	 * @param token the fencing token, the same for each of the locks
	 * @param remaining how long the grant lasts, as of the moment it was made
	 */
	record Granted(long token, Duration remaining) implements AcquireResult {
	}

	/**
	 * At least one of the locks is held by another acquisition, and none is granted. Also
	 * the answer to an acquisition that is over: a repeated request that arrives after
	 * its own release grants nothing.
	 *
	 * @param holder who holds a lock, as far as the answer tells; null where that takes
	 * another question
	 */
	record Busy(@Nullable LockHolder holder) implements AcquireResult {
	}

}
