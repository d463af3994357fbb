// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.local;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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
 * Grants every lock to everybody: what stands behind {@code distributed-lock.enabled:
 * false}, so that the application runs as it is, only without locks.
 *
 * @since 0.1.0
 */
public final class UnlockedStore implements LockStore {

	private final AtomicLong token = new AtomicLong();

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
		return new AcquireResult.Granted(this.token.updateAndGet((last) -> Math.max(last + 1, now)), leaseTime);
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return renewals.stream().map((renewal) -> RenewalResult.renewed(renewal.leaseTime())).toList();
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return ReleaseOutcome.RELEASED;
	}

	@Override
	public boolean isHeld(Acquisition acquisition) {
		return true;
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return List.of();
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return List.of();
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return false;
	}

}
