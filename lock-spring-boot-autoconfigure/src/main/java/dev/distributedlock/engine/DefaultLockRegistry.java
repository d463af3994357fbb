// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;

/**
 * The {@link LockRegistry} over any {@link LockStore}. Needs to be closed.
 *
 * @since 0.1.0
 */
public final class DefaultLockRegistry implements LockRegistry, AutoCloseable {

	private static final Log logger = LogFactory.getLog(DefaultLockRegistry.class);

	private final LockStore store;

	private final LockRegistryOptions options;

	private final LeaseTerms defaultTerms;

	private final EngineThreads threads;

	private final LeaseKeeper keeper;

	private final LockTransactions transactions;

	private final LockAcquirer acquirer;

	private final AcquisitionPlaces places = new AcquisitionPlaces(DefaultLockRegistry.class);

	private final RunningWork work = new RunningWork();

	private final AtomicBoolean warnedOfShortLease = new AtomicBoolean();

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
		this(store, options, lossListener, transactions, EngineThreads.start(options.workThreads()));
	}

	DefaultLockRegistry(LockStore store, LockRegistryOptions options, Consumer<LockLostEvent> lossListener,
			LockTransactions transactions, EngineThreads threads) {
		this.store = store;
		this.options = options;
		this.defaultTerms = LeaseTerms.of(options.defaults());
		this.threads = threads;
		this.transactions = transactions;
		if (this.defaultTerms.isShort()) {
			warnOfShortLease("default lease time", this.defaultTerms);
		}
		WaitingLines lines = new WaitingLines(store, threads.time());
		this.acquirer = new LockAcquirer(store, lines, threads);
		this.keeper = new LeaseKeeper(store, threads, transactions, lossListener, lines::released);
		new UnusedLockRemoval(store, options.retention(), threads).start();
	}

	@Override
	public Optional<LockLease> tryAcquire(LockRequest request) {
		return Optional.ofNullable(bare(acquireLease(pending(request))));
	}

	@Override
	public LockLease acquire(LockRequest request) {
		PendingAcquisition pending = pending(request);
		Lease lease = bare(acquireLease(pending));
		if (lease == null) {
			throw busy(pending);
		}
		return lease;
	}

	@Override
	public CompletableFuture<Optional<LockLease>> tryAcquireAsync(LockRequest request) {
		StackTraceElement place = this.places.current();
		CompletableFuture<Optional<LockLease>> future = acquireAsync(pending(request));
		future.thenAccept((found) -> found.ifPresent((lease) -> ((Lease) lease).reference().acquiredAt(place)));
		return future;
	}

	/**
	 * Remember where a lease was acquired that is bound to no scope, and may be
	 * forgotten.
	 */
	private @Nullable Lease bare(@Nullable Lease lease) {
		if (lease != null) {
			lease.reference().acquiredAt(this.places.current());
		}
		return lease;
	}

	CompletableFuture<Optional<LockLease>> acquireAsync(PendingAcquisition pending) {
		this.transactions.acquiring(pending.request());
		return this.acquirer.acquireAsync(pending);
	}

	PendingAcquisition pending(LockRequest request) {
		return new PendingAcquisition(request, termsOf(request), locks(request), this.options.owner(), this.keeper);
	}

	LeaseTerms termsOf(LockRequest request) {
		LockSettings settings = settingsOf(request);
		if (settings == this.options.defaults()) {
			return this.defaultTerms;
		}
		LeaseTerms terms = LeaseTerms.of(settings);
		if (terms.isShort()) {
			warnOfShortLease("lease time of lock '" + request.name() + "'", terms);
		}
		return terms;
	}

	private void warnOfShortLease(String leaseTime, LeaseTerms terms) {
		if (this.warnedOfShortLease.compareAndSet(false, true)) {
			logger.warn("The " + leaseTime + ", " + terms.leaseTime().toMillis()
					+ "ms, leaves no time for a second try if a renewal fails: a short disturbance loses the lease."
					+ " Set it to " + LeaseTerms.SHORTEST_WITH_RETRY.toMillis() + "ms or more");
		}
	}

	LockSettings settingsOf(LockRequest request) {
		return this.options.settingsOf(request.name(), request.settings());
	}

	private List<LockId> locks(LockRequest request) {
		String prefix = this.options.keyPrefix();
		List<String> keys = request.keys();
		if (keys.size() <= 1) {
			return List.of(LockId.of(prefix, request.name(), keys.isEmpty() ? null : keys.get(0)));
		}
		return keys.stream().map((key) -> LockId.of(prefix, request.name(), key)).sorted().toList();
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
		this.transactions.acquiring(pending.request());
		return this.acquirer.acquire(pending);
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	EngineThreads threads() {
		return this.threads;
	}

	/**
	 * The work that runs or is about to run under locks of this registry.
	 */
	RunningWork work() {
		return this.work;
	}

	/**
	 * Return whether the holder has ended a lease, and did not lose it before.
	 * @param lease the lease
	 * @return whether it was released; false for a lease of another kind of registry
	 */
	public static boolean isReleased(LockLease lease) {
		return lease instanceof Lease own && own.isReleased() && !own.wasLost();
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
		if (!this.closed) {
			this.keeper.ids().forget();
			this.acquirer.start();
		}
	}

	/**
	 * Grant no more locks, until it is started again. Work that runs under locks goes on
	 * and keeps them, as do leases that were acquired without a scope; those of
	 * {@link dev.distributedlock.LockTemplate} and
	 * {@link dev.distributedlock.DistributedLock @DistributedLock} are waited for.
	 * @param callback called once no work runs under locks any more, on any thread
	 */
	public void stop(Runnable callback) {
		try {
			this.acquirer.stop();
			this.keeper.ids().forget();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Failed to end all waits for locks, will wait for work that runs under locks", ex);
		}
		this.work.whenNone(callback);
	}

	/**
	 * Return whether locks are granted.
	 * @return false after {@link #stop(Runnable)} or {@link #close()}
	 */
	public boolean isRunning() {
		return !this.acquirer.isStopped();
	}

	/**
	 * Grant no more locks and stop renewing. Leases that are still held end with their
	 * lease time, and are logged.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.acquirer.stop();
		for (Lease lease : this.keeper.kept()) {
			logger.warn("Lock " + lease.reference().describe() + " is still held, and is not renewed any more");
		}
		this.threads.close();
	}

}
