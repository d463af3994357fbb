// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an acquisition that asks again, because it has not seen the answer.
 */
abstract class RepeatedRequestTests extends StoreTests {

	RepeatedRequestTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void aRepeatedRequestFindsItsOwnGrant() {
		Acquisition acquisition = acquisition(newLocks(2));
		long token = grant(store(), acquisition).token();
		assertThat(grant(store(), acquisition).token()).isEqualTo(token);
		assertThat(grant(otherStore(), acquisition).token()).isEqualTo(token);
		assertHeldBy(acquisition);
		assertThat(otherStore().find(acquisition.locks())).allMatch((found) -> found.token() == token);
	}

	@Test
	void aRepeatedRequestLengthensTheGrant() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition, LONG);
		assertThat(grant(store(), acquisition, LONGER).remaining()).isBetween(LONGER.minusMinutes(1), LONGER);
		assertThat(find(acquisition.locks().get(0)).holder().remaining()).isGreaterThan(LONG);
	}

	@Test
	void aRepeatedRequestDoesNotShortenTheGrant() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition, LONGER);
		assertThat(grant(store(), acquisition, LONG).remaining()).isGreaterThan(LONG);
		assertThat(find(acquisition.locks().get(0)).holder().remaining()).isGreaterThan(LONG);
	}

	@Test
	void requestsRepeatedAtTheSameTimeMakeOneGrant() throws Exception {
		try (Crowd crowd = new Crowd(4)) {
			for (int round = 0; round < 20; round++) {
				Acquisition acquisition = acquisition(newLock());
				List<AcquireResult> results = crowd.together((thread) -> acquire(store(thread), acquisition));
				assertThat(results).hasAtLeastOneElementOfType(Granted.class);
				assertThat(results.stream()
					.filter(Granted.class::isInstance)
					.map((granted) -> ((Granted) granted).token()))
					.containsOnly(find(acquisition.locks().get(0)).token());
			}
		}
	}

	@Test
	void whatWasReleasedIsNotGrantedAgain() {
		Acquisition acquisition = acquisition(newLocks(2));
		grant(store(), acquisition);
		store().release(acquisition, Duration.ZERO);
		assertOver(acquisition);
	}

	@Test
	void whatIsHeldNoLongerThanTheMinimumIsNotGrantedAgain() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		store().release(acquisition, LONG);
		refuse(store(), acquisition);
		refuse(otherStore(), acquisition);
		assertThat(find(acquisition.locks().get(0)).holder().owner()).isNull();
	}

	@Test
	void whatExpiredIsNotGrantedAgain() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition, shortLease());
		awaitFree(acquisition.locks().get(0));
		assertOver(acquisition);
	}

	@Test
	void whatWasReleasedByForceIsNotGrantedAgain() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		store().forceRelease(acquisition.locks().get(0));
		assertOver(acquisition);
	}

	@Test
	void whatSomebodyElseHoldsNowIsNotGrantedAgain() {
		LockId lock = newLock();
		Acquisition first = acquisition(lock);
		grant(store(), first);
		store().release(first, Duration.ZERO);
		Acquisition second = acquisition(lock);
		grant(otherStore(), second);
		refuse(store(), first);
		assertHeldBy(second);
	}

	@Test
	void whatLostOneOfItsLocksIsNotGrantedAgain() {
		Acquisition acquisition = acquisition(newLocks(3));
		grant(store(), acquisition);
		store().forceRelease(acquisition.locks().get(1));
		refuse(store(), acquisition);
		refuse(otherStore(), acquisition);
		assertThat(isTaken(acquisition.locks().get(1))).isFalse();
	}

	private void assertOver(Acquisition acquisition) {
		refuse(store(), acquisition);
		refuse(otherStore(), acquisition);
		assertThat(store().find(acquisition.locks())).isEmpty();
		grant(store(), acquisition(acquisition.locks()));
	}

}
