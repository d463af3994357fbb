// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks that stay taken for a while after they have been given back.
 */
abstract class MinimumHoldTimeTests extends StoreTests {

	MinimumHoldTimeTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void theLockStaysTakenWithNobodyHoldingIt() {
		Acquisition acquisition = acquisition(newLocks(2));
		grant(store(), acquisition);
		assertThat(store().release(acquisition, LONG)).isEqualTo(ReleaseOutcome.RELEASED);
		refuse(otherStore(), acquisition(acquisition.locks().get(0)));
		refuse(otherStore(), acquisition(acquisition.locks().get(1)));
		assertThat(store().find(acquisition.locks())).hasSize(2)
			.extracting(LockRecord::holder)
			.extracting(LockHolder::owner)
			.containsOnlyNulls();
	}

	@Test
	void theTimeCountsFromTheGrantAndReplacesTheLease() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition, LONGER);
		await().until(() -> find(lock).holder().heldFor().compareTo(Duration.ofMillis(50)) > 0);
		store().release(acquisition, LONG);
		LockHolder holder = find(lock).holder();
		assertThat(holder.heldFor().plus(holder.remaining())).isCloseTo(LONG, Duration.ofMillis(5));
	}

	@Test
	void theTimeMayBeLongerThanTheLease() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		store().release(acquisition, LONGER);
		assertThat(find(lock).holder().remaining()).isBetween(LONGER.minusMinutes(1), LONGER);
	}

	@Test
	void theLockIsFreeWhenTheTimeIsOver() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		long start = System.nanoTime();
		grant(store(), acquisition);
		assertThat(store().release(acquisition, shortLease())).isEqualTo(ReleaseOutcome.RELEASED);
		await().until(() -> acquire(otherStore(), acquisition(lock)) instanceof Granted);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(shortLease().minusMillis(5));
	}

	@Test
	void theLockIsFreeAtOnceIfTheTimeIsOverAlready() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		await().until(() -> find(lock).holder().heldFor().compareTo(Duration.ofMillis(50)) > 0);
		assertThat(store().release(acquisition, Duration.ofMillis(50))).isEqualTo(ReleaseOutcome.RELEASED);
		grant(otherStore(), acquisition(lock));
	}

	@Test
	void theFormerHolderHasNothingToRenewOrRelease() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		store().release(acquisition, LONG);
		assertThat(renew(store(), acquisition, LONGER)).isEqualTo(RenewalResult.LOST);
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store().release(acquisition, LONGER)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(find(lock).holder().remaining()).isBetween(LONG.minusMinutes(1), LONG);
	}

	@Test
	void theNextHolderHasALargerToken() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		long token = grant(store(), acquisition).token();
		store().release(acquisition, shortLease());
		awaitFree(lock);
		assertThat(grant(otherStore(), acquisition(lock)).token()).isGreaterThan(token);
	}

}
