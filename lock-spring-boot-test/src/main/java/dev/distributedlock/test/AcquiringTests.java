// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.WaitTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a single lock that is asked for.
 */
abstract class AcquiringTests extends StoreTests {

	AcquiringTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void aFreeLockIsGranted() {
		Acquisition acquisition = acquisition(newLock());
		Granted granted = grant(store(), acquisition);
		assertThat(granted.token()).isPositive();
		assertThat(granted.remaining()).isBetween(LONG.minusMinutes(1), LONG);
		assertHeldBy(acquisition);
	}

	@Test
	void aTakenLockIsRefusedToAllClients() {
		LockId lock = newLock();
		Acquisition holder = acquisition(lock);
		grant(store(), holder);
		refuse(store(), acquisition(lock));
		refuse(otherStore(), acquisition(lock));
		assertHeldBy(holder);
	}

	@Test
	void aReleasedLockIsGrantedToTheNext() {
		LockId lock = newLock();
		for (int i : numbers(10)) {
			Acquisition acquisition = acquisition(lock);
			grant(store(i), acquisition);
			refuse(store(i + 1), acquisition(lock));
			store(i).release(acquisition, Duration.ZERO);
		}
	}

	@Test
	void differentLocksHaveNothingToDoWithEachOther() {
		Acquisition first = acquisition(newLock());
		Acquisition second = acquisition(newLock());
		grant(store(), first);
		grant(otherStore(), second);
		store().release(first, Duration.ZERO);
		assertHeldBy(second);
	}

	@Test
	void whoIsRefusedCanLearnWhoHoldsTheLock() {
		LockId lock = newLock();
		grant(store(), acquisition(lock));
		LockHolder answered = refuse(otherStore(), acquisition(lock)).holder();
		LockHolder holder = (answered != null) ? answered : find(lock).holder();
		assertThat(holder.owner()).isEqualTo(OWNER);
		assertThat(holder.heldFor()).isBetween(Duration.ZERO, LONG);
		assertThat(holder.remaining()).isBetween(LONG.minusMinutes(1), LONG);
	}

	@Test
	void aRefusalDoesNotWait() throws Exception {
		LockId lock = newLock();
		grant(store(), acquisition(lock));
		AcquireResult result = Crowd.bounded(() -> otherStore().acquire(acquisition(lock), LONG, WaitTime.of(LONGER)),
				suite().patience());
		assertThat(result).isInstanceOf(Busy.class);
	}

	@Test
	void aLeaseMayLastForYears() {
		Duration years = Duration.ofDays(3650);
		LockId lock = newLock();
		assertThat(grant(store(), acquisition(lock), years).remaining()).isBetween(years.minusDays(1), years);
		assertThat(find(lock).holder().remaining()).isBetween(years.minusDays(1), years);
	}

	@Test
	void anOwnerOfAnyKindIsKeptAsItIs() {
		String owner = "it's \"%s\" \\ ; -- ? :x #{y} " + "x".repeat(255 - 27);
		LockId lock = newLock();
		grant(store(), new Acquisition(UUID.randomUUID(), List.of(lock), owner));
		assertThat(find(lock).holder().owner()).isEqualTo(owner).hasSize(255);
	}

}
