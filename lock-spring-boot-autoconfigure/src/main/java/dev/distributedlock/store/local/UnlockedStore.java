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
 * @author The Distributed Lock authors
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
