// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A contender as one replica of an application has it, with connections of its own.
 */
public interface Replica extends AutoCloseable {

	/**
	 * Acquire the lock of a key.
	 * @param key the key
	 * @param wait how long to wait, zero to try once; ignored by who cannot wait
	 * @return the lock, or null if it stayed busy
	 * @throws Exception if that failed
	 */
	@Nullable Held acquire(String key, Duration wait) throws Exception;

	@Override
	void close();

}
