// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;

/**
 * Asks the store for locks until they are granted or the wait is over, on the calling
 * thread or without blocking it.
 */
final class LockAcquirer {

	private static final Log logger = LogFactory.getLog(LockAcquirer.class);

	private final LockStore store;

	private final EngineThreads threads;

	private final WaitingLines lines;

	private final Set<AsyncAcquisition> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean stopped;

	LockAcquirer(LockStore store, WaitingLines lines, EngineThreads threads) {
		this.store = store;
		this.lines = lines;
		this.threads = threads;
	}

	void start() {
		this.stopped = false;
	}

	/**
	 * Acquire nothing more. Whoever waits is told.
	 */
	void stop() {
		this.stopped = true;
		this.lines.wakeAll();
		this.waiting.forEach(AsyncAcquisition::stop);
	}

	boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Acquire on this thread.
	 * @return the lease, or null if the lock stayed busy
	 */
	@Nullable Lease acquire(PendingAcquisition pending) {
		checkReady(pending);
		try {
			Lease lease = pending.isSingleTry() ? tryOnce(pending) : awaitLease(pending);
			if (lease == null) {
				pending.refused();
			}
			return lease;
		}
		finally {
			pending.end();
		}
	}

	private @Nullable Lease awaitLease(PendingAcquisition pending) {
		Semaphore wakeUp = new Semaphore(0);
		try (WaitingPlace place = this.lines.enter(pending.locks(), wakeUp::release)) {
			while (true) {
				checkReady(pending);
				if (place.isTurn(pending)) {
					Lease lease = tryOnce(pending);
					place.answered(pending, lease);
					if (lease != null) {
						return lease;
					}
				}
				if (pending.isOver()) {
					return null;
				}
				this.threads.time().await(wakeUp, place.nextPause(pending));
				wakeUp.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(pending.request(), ex);
		}
	}

	private @Nullable Lease tryOnce(PendingAcquisition pending) {
		try {
			Acquisition attempt = pending.send();
			return pending
				.answered(this.store.acquire(attempt, pending.terms().initialLeaseTime(), pending.waitTime()));
		}
		catch (RuntimeException ex) {
			logger.debug("Failed to acquire lock " + pending.request(), ex);
			pending.failed(ex);
			return null;
		}
	}

	/**
	 * Acquire without blocking.
	 * @return a future with the lease, or empty if the lock stayed busy
	 */
	CompletableFuture<Optional<LockLease>> acquireAsync(PendingAcquisition pending) {
		AsyncAcquisition acquisition = new AsyncAcquisition(pending, this.store, this.lines, this.threads,
				this::isStopped);
		this.waiting.add(acquisition);
		CompletableFuture<Optional<LockLease>> future = acquisition.future();
		future.whenComplete((lease, ex) -> this.waiting.remove(acquisition));
		acquisition.start();
		return future;
	}

	private void checkReady(PendingAcquisition pending) {
		if (this.stopped) {
			throw pending.closed();
		}
		if (Thread.currentThread().isInterrupted()) {
			throw interrupted(pending.request(), null);
		}
	}

	private static LockInterruptedException interrupted(LockRequest request, @Nullable InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new LockInterruptedException("Interrupted while acquiring lock " + request, cause);
	}

}
