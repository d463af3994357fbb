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
package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;

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

	/**
	 * Have locks granted.
	 * @return the token
	 */
	static long grant(LockStore store, Acquisition acquisition) {
		return ((Granted) assertThat(store.acquire(acquisition, LONG, WaitTime.NONE)).isInstanceOf(Granted.class)
			.actual()).token();
	}

	static void refuse(LockStore store, Acquisition acquisition) {
		refuse(store, acquisition, WaitTime.NONE);
	}

	static void refuse(LockStore store, Acquisition acquisition, WaitTime waitTime) {
		assertThat(store.acquire(acquisition, LONG, waitTime)).isInstanceOf(Busy.class);
	}

	static Outcome renew(LockStore store, Acquisition acquisition) {
		return store.renew(List.of(new Renewal(acquisition, LONGER, null))).get(0).outcome();
	}

	static void release(LockStore store, Acquisition acquisition) {
		store.release(acquisition, Duration.ZERO);
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
	}

}
