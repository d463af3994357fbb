/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A replica whose connections are closed with it.
 *
 * @author The Distributed Lock authors
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
