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

package dev.distributedlock.engine;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.store.LockStore;

/**
 * Has a store remove what it keeps of unused locks, from time to time and not in step
 * with other replicas.
 *
 * @author The Distributed Lock authors
 */
final class UnusedLockRemoval {

	private static final Log logger = LogFactory.getLog(UnusedLockRemoval.class);

	private final LockStore store;

	private final Duration retention;

	private final EngineThreads threads;

	UnusedLockRemoval(LockStore store, Duration retention, EngineThreads threads) {
		this.store = store;
		this.retention = retention;
		this.threads = threads;
	}

	void start() {
		long pause = this.retention.toNanos() / 4 + 1;
		EngineTime time = this.threads.time();
		time.runAfter(pause + time.jitter(pause), () -> this.threads.blocking().execute(this::remove));
	}

	private void remove() {
		try {
			this.store.removeUnused(this.retention);
		}
		catch (RuntimeException ex) {
			logger.warn("Failed to remove unused locks, will try again", ex);
		}
		finally {
			start();
		}
	}

}
