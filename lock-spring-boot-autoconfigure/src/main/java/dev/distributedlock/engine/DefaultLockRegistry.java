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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.LockInterruptedException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;

/**
 * The {@link LockRegistry} over any {@link LockStore}. Needs to be closed.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class DefaultLockRegistry implements LockRegistry, AutoCloseable {

	private static final Log logger = LogFactory.getLog(DefaultLockRegistry.class);

	private final LockStore store;

	private final LockRegistryOptions options;

	private final EngineThreads threads;

	private final LeaseKeeper keeper;

	private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();

	private final RunningScopes scopes = new RunningScopes();

	private volatile boolean stopped;

	private volatile boolean closed;

	/**
	 * Create a new registry.
	 * @param store where the locks are kept
	 * @param options how they are kept
	 * @param lossListener called once for each lost lease, on a thread of its own
	 */
	public DefaultLockRegistry(LockStore store, LockRegistryOptions options, Consumer<LockLostEvent> lossListener) {
		this(store, options, lossListener, LockTransactions.NONE);
	}

	/**
	 * Create a new registry in an application with transactions.
	 * @param store where the locks are kept
	 * @param options how they are kept
	 * @param lossListener called once for each lost lease, on a thread of its own
	 * @param transactions the transactions of the application
	 */
	public DefaultLockRegistry(LockStore store, LockRegistryOptions options, Consumer<LockLostEvent> lossListener,
			LockTransactions transactions) {
		this(store, options, lossListener, transactions, EngineThreads.start());
	}

	DefaultLockRegistry(LockStore store, LockRegistryOptions options, Consumer<LockLostEvent> lossListener,
			LockTransactions transactions, EngineThreads threads) {
		this.store = store;
		this.options = options;
		this.threads = threads;
		this.keeper = new LeaseKeeper(store, threads, lossListener, transactions);
		new UnusedLockRemoval(store, options.retention(), threads).start();
	}

	@Override
	public Optional<LockLease> tryAcquire(LockRequest request) {
		return Optional.ofNullable(acquireLease(pending(request)));
	}

	@Override
	public LockLease acquire(LockRequest request) {
		PendingAcquisition pending = pending(request);
		Lease lease = acquireLease(pending);
		if (lease == null) {
			throw busy(pending);
		}
		return lease;
	}

	@Override
	public CompletableFuture<Optional<LockLease>> tryAcquireAsync(LockRequest request) {
		PendingAcquisition pending = pending(request);
		CompletableFuture<Optional<LockLease>> future = new CompletableFuture<>();
		this.waiting.add(future);
		future.whenComplete((lease, ex) -> {
			this.waiting.remove(future);
			pending.end();
		});
		attempt(pending, future);
		return future;
	}

	PendingAcquisition pending(LockRequest request) {
		return new PendingAcquisition(request, termsOf(request), locks(request), this.options.owner(), this.keeper);
	}

	LeaseTerms termsOf(LockRequest request) {
		return LeaseTerms.of(settingsOf(request));
	}

	LockSettings settingsOf(LockRequest request) {
		return this.options.settingsOf(request.name(), request.settings());
	}

	private List<LockId> locks(LockRequest request) {
		String prefix = this.options.keyPrefix();
		if (request.keys().isEmpty()) {
			return List.of(LockId.of(prefix, request.name(), null));
		}
		return request.keys().stream().map((key) -> LockId.of(prefix, request.name(), key)).sorted().toList();
	}

	LockNotAcquiredException busy(PendingAcquisition pending) {
		return new LockNotAcquiredException(pending.request(), pending.terms().waitTime(), () -> holder(pending));
	}

	private @Nullable LockHolder holder(PendingAcquisition pending) {
		LockHolder holder = pending.holder();
		return (holder != null) ? holder
				: this.store.find(pending.locks()).stream().findFirst().map(LockRecord::holder).orElse(null);
	}

	/**
	 * Acquire on this thread.
	 * @return the lease, or null if the lock stayed busy
	 */
	@Nullable Lease acquireLease(PendingAcquisition pending) {
		checkReady(pending.request());
		this.keeper.transactions().acquiring(pending.request());
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

	private void attempt(PendingAcquisition pending, CompletableFuture<Optional<LockLease>> future) {
		if (future.isDone()) {
			return;
		}
		if (isClosed()) {
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
		if (isClosed()) {
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

	private boolean isClosed() {
		return this.closed || this.stopped;
	}

	private static LockStoreException storeException(LockRequest request, Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		return new LockStoreException(
				"Lock " + request + " was not acquired, because its store failed or its answer is unknown", cause);
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	LockScope open(Lease lease) {
		LockScope scope = LockScope.open(lease);
		this.scopes.begin();
		return scope;
	}

	@Nullable LockLostException close(LockScope scope) {
		try {
			return scope.close();
		}
		finally {
			this.scopes.end();
		}
	}

	/**
	 * Return how late the renewal of a lease is that is most overdue: a measure of
	 * whether renewals get through.
	 * @return the time, zero if none is overdue
	 */
	public Duration renewalLag() {
		return this.keeper.renewalLag();
	}

	/**
	 * Grant locks again after {@link #stop(Runnable)}. Not needed for a new registry.
	 */
	public void start() {
		this.stopped = false;
	}

	/**
	 * Grant no more locks, until it is started again. Work that runs under locks goes on
	 * and keeps them, as do leases that were acquired without a scope; those of
	 * {@link dev.distributedlock.LockTemplate} and
	 * {@link dev.distributedlock.DistributedLock @DistributedLock} are waited for.
	 * @param callback called once no work runs under locks any more, on any thread
	 */
	public void stop(Runnable callback) {
		this.stopped = true;
		refuseWaiting();
		this.scopes.whenNone(callback);
	}

	/**
	 * Return whether locks are granted.
	 * @return false after {@link #stop(Runnable)} or {@link #close()}
	 */
	public boolean isRunning() {
		return !isClosed();
	}

	private void refuseWaiting() {
		LockRegistryClosedException failure = new LockRegistryClosedException(
				"Not acquired: the registry has been closed", null);
		this.waiting.forEach((future) -> future.completeExceptionally(failure));
	}

	/**
	 * Grant no more locks and stop renewing. Leases that are still held end with their
	 * lease time, and are logged.
	 */
	@Override
	public void close() {
		this.closed = true;
		for (Lease lease : this.keeper.kept()) {
			logger.warn("Lock '" + lease.name() + "' (token " + lease.fencingToken()
					+ ") is still held, and is not renewed any more");
		}
		refuseWaiting();
		this.threads.close();
	}

}
