// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * What {@link LockTemplate#tryExecute} returns: tells a busy lock from a null result.
 *
 * @param <T> the type of the result
 * @param executed whether the work has run; false if the lock was busy
 * @param value what the work returned, null if it has not run
 * @since 0.1.0
 */
public record LockResult<T extends @Nullable Object>(boolean executed, @Nullable T value) {

	private static final LockResult<?> BUSY = new LockResult<@Nullable Object>(false, null);

	/**
	 * The work has run.
	 * @param <T> the type of the result
	 * @param value what the work returned
	 * @return the result
	 */
	public static <T extends @Nullable Object> LockResult<T> executed(T value) {
		return new LockResult<>(true, value);
	}

	/**
	 * The lock was busy.
	 * @param <T> the type of the result
	 * @return the result
	 */
	@SuppressWarnings("unchecked")
	public static <T extends @Nullable Object> LockResult<T> busy() {
		return (LockResult<T>) BUSY;
	}

}
