// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.time.Duration;

/**
 * A server that counts what it is asked.
 */
public interface Server extends AutoCloseable {

	/**
	 * Return the name and version.
	 * @return the name and version
	 */
	String version();

	/**
	 * Count requests from now on.
	 * @return what counts
	 * @throws Exception if the server cannot be asked
	 */
	RequestCounter countRequests() throws Exception;

	/**
	 * Return the time that the processes of the server have spent on a CPU.
	 * @return the time
	 */
	Duration cpuTime();

	@Override
	void close();

}
