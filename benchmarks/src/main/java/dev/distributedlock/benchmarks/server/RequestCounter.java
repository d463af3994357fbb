// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

/**
 * Counts what a server is asked.
 */
@FunctionalInterface
public interface RequestCounter {

	/**
	 * End the count.
	 * @return what was counted since it began
	 * @throws Exception if the server cannot be asked
	 */
	Requests end() throws Exception;

}
