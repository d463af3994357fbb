// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.store.LockStore;

/**
 * Has a store remove what it keeps of unused locks, from time to time and not in step
 * with other replicas.
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
