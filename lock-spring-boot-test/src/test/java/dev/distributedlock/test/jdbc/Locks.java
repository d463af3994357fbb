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

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of this package ask a store.
 *
 * @author The Distributed Lock authors
 */
final class Locks {

	/**
	 * A lease time that is not over while a test runs.
	 */
	static final Duration LONG = Duration.ofMinutes(10);

	static final Duration LONGER = Duration.ofMinutes(60);

	static final String OWNER = "edges";

	private Locks() {
	}

	static LockId newLock() {
		return LockId.of(OWNER, UUID.randomUUID().toString(), null);
	}

	static List<LockId> newLocks(int count) {
		return Stream.generate(Locks::newLock).limit(count).sorted().toList();
	}

	static Acquisition acquisition(LockId... locks) {
		return acquisition(List.of(locks));
	}

	static Acquisition acquisition(Collection<LockId> locks) {
		return new Acquisition(UUID.randomUUID(), locks.stream().sorted().toList(), OWNER);
	}

	static Granted grant(LockStore store, Acquisition acquisition) {
		return (Granted) assertThat(store.acquire(acquisition, LONG, WaitTime.NONE)).isInstanceOf(Granted.class)
			.actual();
	}

	static Busy refuse(LockStore store, Acquisition acquisition) {
		return (Busy) assertThat(store.acquire(acquisition, LONG, WaitTime.NONE)).isInstanceOf(Busy.class).actual();
	}

	static Outcome renew(LockStore store, Acquisition acquisition) {
		return renewAll(store, List.of(acquisition)).get(0).outcome();
	}

	static List<RenewalResult> renewAll(LockStore store, List<Acquisition> acquisitions) {
		return store.renew(acquisitions.stream().map((acquisition) -> new Renewal(acquisition, LONGER, null)).toList());
	}

	/**
	 * Let a store do everything, where another one of the same database can see it.
	 */
	static void assertWorks(LockStore store, LockStore other) {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		long token = grant(store, acquisition).token();
		assertThat(other.find(List.of(lock))).singleElement().extracting(LockRecord::token).isEqualTo(token);
		refuse(other, acquisition(lock));
		assertThat(renew(store, acquisition)).isEqualTo(Outcome.RENEWED);
		assertThat(other.find(List.of(lock)).get(0).holder().remaining()).isGreaterThan(LONG);
		assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		Acquisition next = acquisition(lock);
		assertThat(grant(other, next).token()).isGreaterThan(token);
		assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		refuse(store, acquisition(lock));
		Acquisition set = acquisition(newLocks(3));
		grant(store, set);
		assertThat(other.release(set, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

}
