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
package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

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
 * Keeps locks in Redis or Valkey: a single server, a master that Sentinel watches, or a
 * cluster.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class RedissonLockStore implements LockStore, AutoCloseable {

	/**
	 * Create a new store. Does not connect.
	 * @param client the client, which the store does not shut down
	 * @param options how to keep locks
	 */
	public RedissonLockStore(RedissonClient client, RedissonLockStoreOptions options) {
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean forceRelease(LockId lock) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Stop listening for releases.
	 */
	@Override
	public void close() {
	}

}
