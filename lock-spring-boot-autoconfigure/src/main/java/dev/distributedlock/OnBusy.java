// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * What a method under {@link DistributedLock @DistributedLock} does when the lock is busy
 * and the wait time is over.
 *
 * @since 0.1.0
 */
public enum OnBusy {

	/**
	 * {@link #SKIP} on {@code @Scheduled} methods, {@link #REJECT} elsewhere.
	 */
	DEFAULT,

	/**
	 * Throw {@link LockNotAcquiredException}.
	 */
	REJECT,

	/**
	 * Return at once without running the method: null, an empty {@code Optional}, a
	 * future of these, or an empty publisher.
	 */
	SKIP

}
