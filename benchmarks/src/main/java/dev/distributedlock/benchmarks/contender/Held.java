// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

/**
 * A lock that is held.
 */
@FunctionalInterface
public interface Held {

	/**
	 * Release the lock, on the thread that acquired it.
	 * @throws Exception if that failed
	 */
	void release() throws Exception;

}
