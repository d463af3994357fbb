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

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;

/**
 * Asks the store for locks until they are granted or the wait is over, on the calling
 * thread or without blocking it.
 *
 * @author The Distributed Lock authors
 */
final class LockAcquirer {

	private static final Log logger = LogFactory.getLog(LockAcquirer.class);

	private final LockStore store;

	private final EngineThreads threads;

	private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean stopped;

	LockAcquirer(LockStore store, EngineThreads threads) {
		this.store = store;
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
		LockRegistryClosedException failure = new LockRegistryClosedException(
				"Not acquired: the registry has been closed", null);
		this.waiting.forEach((future) -> future.completeExceptionally(failure));
	}

	boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Acquire on this thread.
	 * @return the lease, or null if the lock stayed busy
	 */
	@Nullable Lease acquire(PendingAcquisition pending) {
		checkReady(pending.request());
		try {
			Lease lease = tryOnce(pending);
			if (lease == null && !pending.isOver()) {
				lease = awaitLease(pending);
			}
			if (lease == null && pending.failure() != null) {
				throw storeException(pending.request(), pending.failure());
			}
			return lease;
		}
		finally {
			pending.end();
		}
	}

	private @Nullable Lease awaitLease(PendingAcquisition pending) {
		Semaphore wakeUp = new Semaphore(0);
		LockStore.Subscription subscription = this.store.subscribe(pending.locks(), wakeUp::release);
		try (subscription) {
			Lease lease = (subscription != null) ? tryOnce(pending) : null;
			while (lease == null && !pending.isOver()) {
				this.threads.time().await(wakeUp, pending.nextPause());
				wakeUp.drainPermits();
				checkReady(pending.request());
				lease = tryOnce(pending);
			}
			return lease;
		}
		catch (InterruptedException ex) {
			throw interrupted(pending.request(), ex);
		}
	}

	private @Nullable Lease tryOnce(PendingAcquisition pending) {
		try {
			Acquisition attempt = pending.send();
			return pending
				.answered(this.store.acquire(attempt, pending.terms().initialLeaseTime(), pending.remainingWait()));
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
		CompletableFuture<Optional<LockLease>> future = new CompletableFuture<>();
		this.waiting.add(future);
		future.whenComplete((lease, ex) -> {
			this.waiting.remove(future);
			pending.end();
		});
		attempt(pending, future);
		return future;
	}

	private void attempt(PendingAcquisition pending, CompletableFuture<Optional<LockLease>> future) {
		if (future.isDone()) {
			return;
		}
		if (this.stopped) {
			future.completeExceptionally(closed(pending.request()));
			return;
		}
		try {
			this.store
				.acquireAsync(pending.send(), pending.terms().initialLeaseTime(), pending.remainingWait(),
						this.threads.blocking())
				.whenComplete((result, ex) -> answered(pending, result, ex, future));
		}
		catch (RuntimeException ex) {
			answered(pending, null, ex, future);
		}
	}

	private void answered(PendingAcquisition pending, @Nullable AcquireResult result, @Nullable Throwable ex,
			CompletableFuture<Optional<LockLease>> future) {
		Lease lease = (result != null) ? pending.answered(result) : null;
		if (lease != null) {
			if (!future.complete(Optional.of(lease))) {
				lease.withdraw();
				// Not here: this may be a thread of the store's client, which must not
				// block.
				this.threads.blocking().execute(lease::release);
			}
		}
		else if (!pending.isOver() && !future.isDone()) {
			this.threads.time().runAfter(pending.nextPause(), () -> attempt(pending, future));
		}
		else if (ex != null) {
			future.completeExceptionally(storeException(pending.request(), ex));
		}
		else {
			future.complete(Optional.empty());
		}
	}

	private void checkReady(LockRequest request) {
		if (this.stopped) {
			throw closed(request);
		}
		if (Thread.currentThread().isInterrupted()) {
			throw interrupted(request, null);
		}
	}

	private static LockInterruptedException interrupted(LockRequest request, @Nullable InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new LockInterruptedException("Interrupted while acquiring lock " + request, cause);
	}

	private static LockRegistryClosedException closed(LockRequest request) {
		return new LockRegistryClosedException("Lock " + request + " was not acquired: the registry has been closed",
				null);
	}

	private static LockStoreException storeException(LockRequest request, Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		return new LockStoreException(
				"Lock " + request + " was not acquired, because its store failed or its answer is unknown", cause);
	}

}
