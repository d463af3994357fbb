// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * A store that stands still when its replica does, and can be out of reach, or without
 * its standby.
 */
final class FaultyStore extends DelegatingStore {

	private final Standstill standstill;

	private final Outage network;

	private final Outage standby;

	FaultyStore(LockStore store, Standstill standstill, Outage network, Outage standby) {
		super(store);
		this.standstill = standstill;
		this.network = network;
		this.standby = standby;
	}

	private void pass() {
		this.standstill.pass();
		if (this.network.isNow()) {
			throw new LockStoreException("Out of reach", new IllegalStateException());
		}
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		pass();
		boolean unreplicated = this.standby.isNow();
		AcquireResult result = super.acquire(acquisition, leaseTime, waitTime);
		if (unreplicated && result instanceof AcquireResult.Granted) {
			throw new UnreplicatedException(result);
		}
		return result;
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		return CompletableFuture.supplyAsync(() -> acquire(acquisition, leaseTime, waitTime), blocking);
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		pass();
		boolean unreplicated = this.standby.isNow();
		List<RenewalResult> results = super.renew(renewals);
		if (unreplicated) {
			throw new UnreplicatedException(results);
		}
		return results;
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		return CompletableFuture.supplyAsync(() -> renew(renewals), blocking);
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		pass();
		return super.release(acquisition, minHoldTime);
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return CompletableFuture.supplyAsync(() -> release(acquisition, minHoldTime), blocking);
	}

}
