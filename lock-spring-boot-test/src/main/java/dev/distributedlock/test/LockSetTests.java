// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of several locks that are asked for at once.
 */
abstract class LockSetTests extends StoreTests {

	LockSetTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void allLocksAreGrantedWithOneToken() {
		Acquisition acquisition = acquisition(newLocks(3));
		long token = grant(store(), acquisition).token();
		assertHeldBy(acquisition);
		assertThat(otherStore().find(acquisition.locks())).allMatch((found) -> found.token() == token);
	}

	@Test
	void noLockIsTakenIfOneIsBusy() {
		for (int busy : numbers(3)) {
			List<LockId> locks = newLocks(3);
			Acquisition holder = acquisition(locks.get(busy));
			grant(store(), holder);
			refuse(otherStore(), acquisition(locks));
			assertThat(store().find(locks)).hasSize(1);
			assertHeldBy(holder);
		}
	}

	@Test
	void noUsedLockIsTakenIfOneIsBusy() {
		for (int busy : numbers(3)) {
			List<LockId> locks = newLocks(3);
			useAndRelease(locks);
			grant(store(), acquisition(locks.get(busy)));
			refuse(otherStore(), acquisition(locks));
			assertThat(store().find(locks)).hasSize(1);
		}
	}

	@Test
	void newAndUsedLocksCanBeMixed() {
		List<LockId> locks = newLocks(6);
		useAndRelease(List.of(locks.get(1), locks.get(4)));
		Acquisition acquisition = acquisition(locks);
		grant(store(), acquisition);
		assertHeldBy(acquisition);
	}

	@Test
	void aLargeSetIsGrantedAndReleased() {
		Acquisition acquisition = acquisition(newLocks(200));
		grant(store(), acquisition);
		assertHeldBy(acquisition);
		assertThat(otherStore().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store().find(acquisition.locks())).isEmpty();
	}

	@Test
	void overlappingSetsNeitherDeadlockNorOverlap() throws Exception {
		List<LockId> locks = newLocks(4);
		AtomicIntegerArray holders = new AtomicIntegerArray(locks.size());
		try (Crowd crowd = new Crowd(4)) {
			crowd.together((thread) -> {
				Random random = new Random(thread);
				for (int round = 0; round < 100; round++) {
					int first = random.nextInt(locks.size() - 1);
					useSet(thread, locks, first, holders);
				}
				return thread;
			});
		}
	}

	private void useSet(int thread, List<LockId> locks, int first, AtomicIntegerArray holders) {
		Acquisition acquisition = acquisition(locks.get(first), locks.get(first + 1));
		if (acquire(store(thread), acquisition) instanceof Granted) {
			assertThat(holders.incrementAndGet(first)).isOne();
			assertThat(holders.incrementAndGet(first + 1)).isOne();
			holders.decrementAndGet(first);
			holders.decrementAndGet(first + 1);
			assertThat(store(thread).release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		}
	}

	@Test
	void overlappingSetsOfNewLocksNeitherDeadlockNorLeavePartsBehind() throws Exception {
		try (Crowd crowd = new Crowd(4)) {
			for (int round = 0; round < 50; round++) {
				List<LockId> locks = newLocks(6);
				List<Acquisition> acquisitions = numbers(4).stream()
					.map((thread) -> acquisition(locks.subList(thread % 3, thread % 3 + 4)))
					.toList();
				List<Boolean> granted = crowd
					.together((thread) -> acquire(store(thread), acquisitions.get(thread)) instanceof Granted);
				assertThat(granted.stream().filter((one) -> one).count()).isLessThanOrEqualTo(1);
				assertThat(store().find(locks)).allSatisfy((found) -> assertThat(found.acquisitionId())
					.isEqualTo(acquisitions.get(granted.indexOf(true)).id()));
			}
		}
	}

	@Test
	void aThousandLocksAreTakenAndRefusedAtOnce() {
		Acquisition acquisition = acquisition(newLocks(1000));
		grant(store(), acquisition);
		refuse(otherStore(), acquisition(acquisition.locks()));
		assertThat(renew(store(), acquisition, LONGER).outcome()).isEqualTo(RenewalResult.Outcome.RENEWED);
		assertThat(store().isHeld(acquisition)).isTrue();
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		grant(otherStore(), acquisition(acquisition.locks()));
	}

}
