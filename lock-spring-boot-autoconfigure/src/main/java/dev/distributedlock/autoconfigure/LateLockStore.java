// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.DelegatingLockStore;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.redisson.RedisFailures;
import dev.distributedlock.store.redisson.RedissonLockStore;

/**
 * Stands in for a store that cannot be reached yet. Until it can, operations fail.
 */
final class LateLockStore extends DelegatingLockStore implements AutoCloseable {

	private volatile @Nullable LockStore store;

	private volatile RuntimeException reason;

	LateLockStore(RuntimeException reason) {
		this.reason = reason;
	}

	void set(LockStore store) {
		this.store = store;
	}

	void failed(RuntimeException reason) {
		this.reason = reason;
	}

	@Override
	protected LockStore delegate() {
		LockStore current = this.store;
		if (current == null) {
			throw new RequestNotSentException(
					"No lock could be taken since the application started. " + RedisFailures.describe(this.reason),
					this.reason);
		}
		return current;
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		return future(() -> super.acquireAsync(acquisition, leaseTime, waitTime, blocking));
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		return future(() -> super.renewAsync(renewals, blocking));
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return future(() -> super.releaseAsync(acquisition, minHoldTime, blocking));
	}

	private static <T> CompletableFuture<T> future(Supplier<CompletableFuture<T>> operation) {
		try {
			return operation.get();
		}
		catch (RequestNotSentException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return (this.store != null) ? super.subscribe(locks, listener) : Subscription.NONE;
	}

	@Override
	public void close() {
		if (this.store instanceof RedissonLockStore redisson) {
			redisson.close();
		}
	}

}
