// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * Does what another store does.
 */
class DelegatingStore implements LockStore {

	private final LockStore store;

	DelegatingStore(LockStore store) {
		this.store = store;
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		return this.store.acquire(acquisition, leaseTime, waitTime);
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		return this.store.acquireAsync(acquisition, leaseTime, waitTime, blocking);
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return this.store.renew(renewals);
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		return this.store.renewAsync(renewals, blocking);
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return this.store.release(acquisition, minHoldTime);
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return this.store.releaseAsync(acquisition, minHoldTime, blocking);
	}

	@Override
	public boolean isHeld(Acquisition acquisition) {
		return this.store.isHeld(acquisition);
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return this.store.find(locks);
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return this.store.list(after, limit);
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return this.store.forceRelease(lock);
	}

	@Override
	public void removeUnused(Duration retention) {
		this.store.removeUnused(retention);
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return this.store.subscribe(locks, listener);
	}

}
