// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base of the tests of one side of a store: what all of them ask it.
 */
abstract class StoreTests {

	/**
	 * A lease time that is not over while a test runs, however slow the machine is.
	 */
	static final Duration LONG = Duration.ofMinutes(10);

	/**
	 * A longer time, far enough from {@link #LONG} to tell one from the other.
	 */
	static final Duration LONGER = Duration.ofMinutes(60);

	static final String OWNER = "conformance";

	private final LockStoreConformanceTests suite;

	StoreTests(LockStoreConformanceTests suite) {
		this.suite = suite;
	}

	LockStoreConformanceTests suite() {
		return this.suite;
	}

	LockStore store() {
		return this.suite.store();
	}

	LockStore otherStore() {
		return this.suite.otherStore();
	}

	/**
	 * One client for even numbers, the other one for odd numbers.
	 */
	LockStore store(int index) {
		return (index % 2 == 0) ? store() : otherStore();
	}

	Duration shortLease() {
		return this.suite.shortLease();
	}

	static LockId newLock() {
		return LockId.of("conformance", UUID.randomUUID().toString(), null);
	}

	/**
	 * Locks that can be asked for at once: those of one name.
	 */
	static List<LockId> newLocks(int count) {
		String name = UUID.randomUUID().toString();
		return Stream.generate(() -> LockId.of("conformance", name, UUID.randomUUID().toString()))
			.limit(count)
			.sorted()
			.toList();
	}

	static Acquisition acquisition(LockId... locks) {
		return acquisition(Arrays.asList(locks));
	}

	static Acquisition acquisition(Collection<LockId> locks) {
		return new Acquisition(UUID.randomUUID(), locks.stream().sorted().toList(), OWNER);
	}

	static AcquireResult acquire(LockStore store, Acquisition acquisition) {
		return store.acquire(acquisition, LONG, WaitTime.NONE);
	}

	static Granted grant(LockStore store, Acquisition acquisition) {
		return grant(store, acquisition, LONG);
	}

	static Granted grant(LockStore store, Acquisition acquisition, Duration leaseTime) {
		AcquireResult result = store.acquire(acquisition, leaseTime, WaitTime.NONE);
		assertThat(result).isInstanceOf(Granted.class);
		return (Granted) result;
	}

	static Busy refuse(LockStore store, Acquisition acquisition) {
		AcquireResult result = acquire(store, acquisition);
		assertThat(result).isInstanceOf(Busy.class);
		return (Busy) result;
	}

	/**
	 * Acquire locks one by one, each for an acquisition of its own.
	 */
	List<Acquisition> grantEach(List<LockId> locks) {
		List<Acquisition> acquisitions = new ArrayList<>();
		for (int i = 0; i < locks.size(); i++) {
			Acquisition acquisition = acquisition(locks.get(i));
			grant(store(i), acquisition);
			acquisitions.add(acquisition);
		}
		return acquisitions;
	}

	/**
	 * Let the store know locks that are free.
	 */
	void useAndRelease(Collection<LockId> locks) {
		Acquisition acquisition = acquisition(locks);
		grant(store(), acquisition);
		store().release(acquisition, Duration.ZERO);
	}

	static RenewalResult renew(LockStore store, Acquisition acquisition, Duration leaseTime) {
		return renew(store, new Renewal(acquisition, leaseTime, null));
	}

	static RenewalResult renew(LockStore store, Renewal renewal) {
		List<RenewalResult> results = store.renew(List.of(renewal));
		assertThat(results).hasSize(1);
		return results.get(0);
	}

	static List<Renewal> renewals(Collection<Acquisition> acquisitions, Duration leaseTime) {
		return acquisitions.stream().map((acquisition) -> new Renewal(acquisition, leaseTime, null)).toList();
	}

	LockRecord find(LockId lock) {
		List<LockRecord> found = otherStore().find(List.of(lock));
		assertThat(found).hasSize(1);
		assertThat(found.get(0).lock()).isEqualTo(lock);
		return found.get(0);
	}

	boolean isTaken(LockId... locks) {
		return !otherStore().find(Arrays.asList(locks)).isEmpty();
	}

	void assertHeldBy(Acquisition acquisition) {
		assertThat(otherStore().find(acquisition.locks())).hasSameSizeAs(acquisition.locks())
			.allSatisfy((found) -> assertThat(found.acquisitionId()).isEqualTo(acquisition.id()))
			.allSatisfy((found) -> assertThat(found.holder().owner()).isEqualTo(acquisition.owner()));
	}

	void awaitFree(LockId... locks) {
		await().until(() -> !isTaken(locks));
	}

	ConditionFactory await() {
		return await(this.suite.patience());
	}

	static ConditionFactory await(Duration patience) {
		return Awaitility.await()
			.pollInSameThread()
			.atMost(patience)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20));
	}

	static List<Integer> numbers(int count) {
		return IntStream.range(0, count).boxed().toList();
	}

}
