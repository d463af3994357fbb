// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * What happens to the thread that runs under a lock when the lease is lost. The lease's
 * callbacks and the {@link LockLostEvent} tell of the loss in every case.
 *
 * @since 0.1.0
 */
public enum OnLost {

	/**
	 * The property {@code distributed-lock.on-lost}.
	 */
	DEFAULT,

	/**
	 * Interrupt the thread, as long as it runs under the lock; cancel the future or the
	 * subscription of work that goes on after the method has returned.
	 */
	INTERRUPT,

	/**
	 * Leave the work alone.
	 */
	NOTIFY

}
