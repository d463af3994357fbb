// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.LockStore;

/**
 * Drives a {@link PendingAcquisition} without blocking. One step is taken at a time;
 * signals that come meanwhile make for another one.
 */
final class AsyncAcquisition {

	private final PendingAcquisition pending;

	private final LockStore store;

	private final WaitingLines lines;

	private final EngineThreads threads;

	private final BooleanSupplier stopped;

	private final CompletableFuture<Optional<LockLease>> future = new CompletableFuture<>();

	/**
	 * More than zero while a step is taken, and for ever after the last one.
	 */
	private final AtomicInteger signals = new AtomicInteger();

	private volatile int pauses;

	private volatile boolean ended;

	private @Nullable WaitingPlace place;

	/**
	 * Create a new acquisition.
	 * @param pending what is asked for
	 * @param store where the locks are kept
	 * @param lines who else waits
	 * @param threads what blocks, and hands over the result
	 * @param stopped whether nothing is acquired any more
	 */
	AsyncAcquisition(PendingAcquisition pending, LockStore store, WaitingLines lines, EngineThreads threads,
			BooleanSupplier stopped) {
		this.pending = pending;
		this.store = store;
		this.lines = lines;
		this.threads = threads;
		this.stopped = stopped;
	}

	CompletableFuture<Optional<LockLease>> future() {
		return this.future;
	}

	void start() {
		this.future.whenComplete((lease, ex) -> wakeUp());
		wakeUp();
	}

	/**
	 * Give up, because the registry has been stopped.
	 */
	void stop() {
		if (!isDone()) {
			end(() -> this.future.completeExceptionally(this.pending.closed()));
		}
		wakeUp();
	}

	private void wakeUp() {
		if (this.signals.getAndIncrement() == 0) {
			Trampoline.run(this::step);
		}
	}

	private void step() {
		safely(this::takeStep);
	}

	/**
	 * Whatever goes wrong, nobody waits for it for ever.
	 */
	private void safely(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException | Error ex) {
			this.ended = true;
			this.future.completeExceptionally(this.pending.storeException(ex));
			leave();
		}
	}

	private void takeStep() {
		if (this.stopped.getAsBoolean()) {
			stop();
		}
		if (isDone()) {
			leave();
		}
		else if (isTurn()) {
			ask().whenComplete((result, ex) -> safely(() -> answered(result, ex)));
		}
		else {
			goOn();
		}
	}

	private CompletableFuture<AcquireResult> ask() {
		try {
			return this.store.acquireAsync(this.pending.send(), this.pending.terms().initialLeaseTime(),
					this.pending.waitTime(), this.threads.blocking());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private boolean isDone() {
		return this.ended || this.future.isDone();
	}

	/**
	 * Nothing is under way any more, so that what is given back cannot be granted after
	 * that.
	 */
	private void leave() {
		this.pending.end();
		if (this.place != null) {
			this.place.close();
		}
	}

	private boolean isTurn() {
		if (this.pending.isSingleTry()) {
			return true;
		}
		if (this.place == null) {
			this.place = this.lines.enter(this.pending.locks(), this::wakeUp);
		}
		return this.place.isTurn(this.pending);
	}

	private void answered(@Nullable AcquireResult result, @Nullable Throwable ex) {
		Lease lease = null;
		if (result != null) {
			lease = this.pending.answered(result);
		}
		else if (ex != null) {
			this.pending.failed(ex);
		}
		if (this.place != null) {
			this.place.answered(this.pending, lease);
		}
		if (lease != null) {
			grant(lease);
		}
		goOn();
	}

	private void grant(Lease lease) {
		end(() -> {
			if (!this.future.complete(Optional.of(lease))) {
				lease.withdraw();
				lease.release();
			}
		});
	}

	private void goOn() {
		if (!isDone() && this.pending.isOver()) {
			end();
		}
		if (isDone()) {
			leave();
			return;
		}
		int seen = this.signals.get();
		if (seen > 1) {
			this.signals.set(1);
			Trampoline.run(this::step);
			return;
		}
		pause();
	}

	private void end() {
		try {
			this.pending.refused();
			end(() -> this.future.complete(Optional.empty()));
		}
		catch (LockStoreException ex) {
			end(() -> this.future.completeExceptionally(ex));
		}
	}

	/**
	 * Hands the result over: this may be the timer, or a thread of the store's client,
	 * and what the application does with it may block. That there is no other thread to
	 * be had is no reason to lose it.
	 */
	private void end(Runnable result) {
		this.ended = true;
		try {
			this.threads.results().execute(result);
		}
		catch (RuntimeException | Error ex) {
			result.run();
		}
	}

	private void pause() {
		WaitingPlace place = this.place;
		int pause = this.pauses + 1;
		this.pauses = pause;
		long nanos = (place != null) ? place.nextPause(this.pending) : this.pending.nextPause(false);
		if (!this.signals.compareAndSet(1, 0)) {
			this.signals.set(1);
			Trampoline.run(this::step);
			return;
		}
		this.threads.time().runAfter(nanos, () -> {
			if (this.pauses == pause) {
				wakeUp();
			}
		});
	}

}
