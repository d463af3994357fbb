// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Leaves every operation to another store. Base class for stores that change a few of
 * them.
 *
 * @since 0.1.0
 */
public abstract class DelegatingLockStore implements LockStore {

	/**
	 * Return the store that does the work.
	 * @return the store
	 */
	protected abstract LockStore delegate();

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		return delegate().acquire(acquisition, leaseTime, waitTime);
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		return delegate().acquireAsync(acquisition, leaseTime, waitTime, blocking);
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return delegate().renew(renewals);
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		return delegate().renewAsync(renewals, blocking);
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return delegate().release(acquisition, minHoldTime);
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return delegate().releaseAsync(acquisition, minHoldTime, blocking);
	}

	@Override
	public boolean isHeld(Acquisition acquisition) {
		return delegate().isHeld(acquisition);
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return delegate().find(locks);
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return delegate().list(after, limit);
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return delegate().forceRelease(lock);
	}

	@Override
	public void removeUnused(Duration retention) {
		delegate().removeUnused(retention);
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return delegate().subscribe(locks, listener);
	}

}
