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
 *
 * @author The Distributed Lock authors
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
