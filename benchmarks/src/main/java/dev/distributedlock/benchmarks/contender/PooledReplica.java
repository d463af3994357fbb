// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A replica whose connections are closed with it.
 */
final class PooledReplica implements Replica {

	private final Locking locking;

	private final Runnable connections;

	PooledReplica(Locking locking, Runnable connections) {
		this.locking = locking;
		this.connections = connections;
	}

	@Override
	public @Nullable Held acquire(String key, Duration wait) throws Exception {
		return this.locking.acquire(key, wait);
	}

	@Override
	public void close() {
		this.connections.run();
	}

	/**
	 * How to acquire a lock.
	 */
	@FunctionalInterface
	interface Locking {

		@Nullable Held acquire(String key, Duration wait) throws Exception;

	}

}
