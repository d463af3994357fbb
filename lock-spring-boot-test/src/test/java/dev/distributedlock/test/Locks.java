// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

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
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.WaitTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests of one kind of store ask it.
 */
public final class Locks {

	/**
	 * A lease time that is not over while a test runs.
	 */
	public static final Duration LONG = Duration.ofMinutes(10);

	public static final Duration LONGER = Duration.ofMinutes(60);

	public static final String OWNER = "edges";

	private Locks() {
	}

	public static LockId newLock() {
		return LockId.of(OWNER, UUID.randomUUID().toString(), null);
	}

	public static List<LockId> newLocks(int count) {
		return Stream.generate(Locks::newLock).limit(count).sorted().toList();
	}

	public static Acquisition acquisition(LockId... locks) {
		return acquisition(List.of(locks));
	}

	public static Acquisition acquisition(Collection<LockId> locks) {
		return new Acquisition(UUID.randomUUID(), locks.stream().sorted().toList(), OWNER);
	}

	/**
	 * Have locks granted.
	 * @return the token
	 */
	public static long grant(LockStore store, Acquisition acquisition) {
		return ((Granted) assertThat(store.acquire(acquisition, LONG, WaitTime.NONE)).isInstanceOf(Granted.class)
			.actual()).token();
	}

	public static Busy refuse(LockStore store, Acquisition acquisition) {
		return refuse(store, acquisition, WaitTime.NONE);
	}

	public static Busy refuse(LockStore store, Acquisition acquisition, WaitTime waitTime) {
		return (Busy) assertThat(store.acquire(acquisition, LONG, waitTime)).isInstanceOf(Busy.class).actual();
	}

	public static Outcome renew(LockStore store, Acquisition acquisition) {
		return renewAll(store, List.of(acquisition)).get(0).outcome();
	}

	public static List<RenewalResult> renewAll(LockStore store, List<Acquisition> acquisitions) {
		return store.renew(acquisitions.stream().map((acquisition) -> new Renewal(acquisition, LONGER, null)).toList());
	}

	public static void release(LockStore store, Acquisition acquisition) {
		store.release(acquisition, Duration.ZERO);
	}

	public static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
	}

	/**
	 * Let a store do everything, where another one of the same database can see it.
	 */
	public static void assertWorks(LockStore store, LockStore other) {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		long token = grant(store, acquisition);
		assertThat(other.find(List.of(lock))).singleElement().extracting(LockRecord::token).isEqualTo(token);
		refuse(other, acquisition(lock));
		assertThat(renew(store, acquisition)).isEqualTo(Outcome.RENEWED);
		assertThat(other.find(List.of(lock)).get(0).holder().remaining()).isGreaterThan(LONG);
		assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		Acquisition next = acquisition(lock);
		assertThat(grant(other, next)).isGreaterThan(token);
		assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		refuse(store, acquisition(lock));
		Acquisition set = acquisition(newLocks(3));
		grant(store, set);
		assertThat(other.release(set, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

}
