// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks that an operator takes away from their holders.
 */
abstract class ForcedReleaseTests extends StoreTests {

	ForcedReleaseTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void theLockIsFreeAndItsTokenHasRisen() {
		LockId lock = newLock();
		long held = grant(store(), acquisition(lock)).token();
		assertThat(otherStore().forceRelease(lock)).isTrue();
		assertThat(isTaken(lock)).isFalse();
		assertThat(grant(store(), acquisition(lock)).token()).isGreaterThan(held);
	}

	@Test
	void theOldHolderHasNothingToRenewOrRelease() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		otherStore().forceRelease(lock);
		assertThat(renew(store(), acquisition, LONG)).isEqualTo(RenewalResult.LOST);
		assertThat(store().release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store().release(acquisition, LONG)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(isTaken(lock)).isFalse();
	}

	@Test
	void aSuccessorKeepsItsLockWhateverTheOldHolderDoes() {
		LockId lock = newLock();
		Acquisition old = acquisition(lock);
		grant(store(), old);
		otherStore().forceRelease(lock);
		Acquisition successor = acquisition(lock);
		grant(otherStore(), successor);
		assertThat(renew(store(), old, LONGER)).isEqualTo(RenewalResult.LOST);
		assertThat(store().release(old, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertHeldBy(successor);
	}

	@Test
	void aFreeLockHasNoHolderToTakeItFrom() {
		LockId lock = newLock();
		assertThat(store().forceRelease(lock)).isFalse();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		store().release(acquisition, Duration.ZERO);
		assertThat(store().forceRelease(lock)).isFalse();
		grant(store(), acquisition(lock), shortLease());
		awaitFree(lock);
		assertThat(store().forceRelease(lock)).isFalse();
	}

	@Test
	void aLockIsTakenAwayOnce() {
		LockId lock = newLock();
		grant(store(), acquisition(lock));
		assertThat(store().forceRelease(lock)).isTrue();
		assertThat(otherStore().forceRelease(lock)).isFalse();
	}

	@Test
	void theMinimumHoldTimeEndsToo() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		store().release(acquisition, LONG);
		assertThat(store().forceRelease(lock)).isTrue();
		grant(otherStore(), acquisition(lock));
	}

	@Test
	void theOtherLocksOfASetAreLeftAlone() {
		Acquisition acquisition = acquisition(newLocks(3));
		grant(store(), acquisition);
		store().forceRelease(acquisition.locks().get(1));
		refuse(otherStore(), acquisition(acquisition.locks().get(0)));
		refuse(otherStore(), acquisition(acquisition.locks().get(2)));
		grant(otherStore(), acquisition(acquisition.locks().get(1)));
	}

}
