// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

/**
 * A way to change a balance under a lock and in a transaction.
 */
@FunctionalInterface
interface Payment {

	void payIn(String call, String key, long pauseMillis) throws InterruptedException;

}
