// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks that are given back.
 */
abstract class ReleasingTests extends StoreTests {

	ReleasingTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void aReleasedLockIsFree() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(isTaken(acquisition.locks().get(0))).isFalse();
	}

	@Test
	void aLockIsReleasedOnce() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		assertThat(otherStore().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(otherStore().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
	}

	@Test
	void whatWasNeverGrantedIsNotReleased() {
		Acquisition acquisition = acquisition(newLock());
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store().release(acquisition, LONG)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(isTaken(acquisition.locks().get(0))).isFalse();
	}

	@Test
	void aStaleHolderCannotRelease() {
		LockId lock = newLock();
		Acquisition stale = acquisition(lock);
		grant(store(), stale);
		store().release(stale, Duration.ZERO);
		Acquisition successor = acquisition(lock);
		grant(store(), successor);
		assertThat(store().release(stale, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertHeldBy(successor);
	}

	@Test
	void aStrangerCannotReleaseASetThatItOverlaps() {
		List<LockId> locks = newLocks(3);
		Acquisition holder = acquisition(locks.get(0), locks.get(1));
		grant(store(), holder);
		assertThat(store().release(acquisition(locks), Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertHeldBy(holder);
	}

	@Test
	void allLocksOfASetAreReleased() {
		Acquisition acquisition = acquisition(newLocks(3));
		grant(store(), acquisition);
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(store().find(acquisition.locks())).isEmpty();
	}

	@Test
	void whatIsLeftOfASetIsReleased() {
		List<LockId> locks = newLocks(3);
		Acquisition acquisition = acquisition(locks);
		grant(store(), acquisition);
		store().forceRelease(locks.get(1));
		Acquisition successor = acquisition(locks.get(1));
		grant(otherStore(), successor);
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(isTaken(locks.get(0), locks.get(2))).isFalse();
		assertHeldBy(successor);
	}

}
