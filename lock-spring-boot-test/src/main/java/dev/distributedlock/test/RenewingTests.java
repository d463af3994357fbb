// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a single renewal.
 */
abstract class RenewingTests extends StoreTests {

	RenewingTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void aRenewalLengthensTheGrant() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		assertRenewed(renew(otherStore(), acquisition, LONGER), LONGER);
		assertThat(find(acquisition.locks().get(0)).holder().remaining()).isGreaterThan(LONG);
	}

	@Test
	void aRenewalLengthensAllLocksOfASet() {
		Acquisition acquisition = acquisition(newLocks(3));
		grant(store(), acquisition);
		assertRenewed(renew(store(), acquisition, LONGER), LONGER);
		assertThat(store().find(acquisition.locks())).hasSize(3)
			.allMatch((found) -> found.holder().remaining().compareTo(LONG) > 0);
	}

	@Test
	void aRenewalKeepsTokenAndHolder() {
		Acquisition acquisition = acquisition(newLock());
		long token = grant(store(), acquisition).token();
		renew(store(), acquisition, LONGER);
		assertHeldBy(acquisition);
		assertThat(find(acquisition.locks().get(0)).token()).isEqualTo(token);
	}

	@Test
	void aRenewalDoesNotShortenTheGrant() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		renew(store(), acquisition, LONGER);
		assertRenewed(renew(store(), acquisition, shortLease()), LONGER);
		assertRenewed(renew(store(), new Renewal(acquisition, shortLease(), LONG)), LONGER);
		assertThat(find(acquisition.locks().get(0)).holder().remaining()).isGreaterThan(LONG);
	}

	@Test
	void aRenewalOfNoTimeTellsTheStateAndChangesNothing() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		assertRenewed(renew(store(), acquisition, Duration.ZERO), LONG);
		assertHeldBy(acquisition);
		assertThat(find(acquisition.locks().get(0)).holder().remaining()).isBetween(LONG.minusMinutes(1), LONG);
	}

	@Test
	void aRenewalOfNoTimeTellsALoss() {
		Acquisition acquisition = acquisition(newLock());
		assertThat(renew(store(), acquisition, Duration.ZERO)).isEqualTo(RenewalResult.LOST);
		grant(store(), acquisition);
		store().release(acquisition, Duration.ZERO);
		assertThat(renew(store(), acquisition, Duration.ZERO)).isEqualTo(RenewalResult.LOST);
	}

	@Test
	void aRenewalEndsAtTheMaximumHoldTime() {
		Acquisition acquisition = acquisition(newLock());
		Duration maxHoldTime = LONG.multipliedBy(2);
		grant(store(), acquisition);
		assertRenewed(renew(store(), new Renewal(acquisition, LONGER, maxHoldTime)), maxHoldTime);
		LockHolder holder = find(acquisition.locks().get(0)).holder();
		assertThat(holder.heldFor().plus(holder.remaining())).isCloseTo(maxHoldTime, Duration.ofMillis(5));
	}

	@Test
	void theMaximumHoldTimeCountsFromTheGrant() {
		Acquisition acquisition = acquisition(newLock());
		Duration maxHoldTime = LONG.multipliedBy(2);
		grant(store(), acquisition);
		LockId lock = acquisition.locks().get(0);
		await().until(() -> find(lock).holder().heldFor().toMillis() >= 50);
		renew(store(), new Renewal(acquisition, LONGER, maxHoldTime));
		LockHolder holder = find(lock).holder();
		assertThat(holder.heldFor().plus(holder.remaining())).isCloseTo(maxHoldTime, Duration.ofMillis(5));
	}

	@Test
	void aLeaseIsLostAtItsMaximumHoldTime() {
		Acquisition acquisition = acquisition(newLock());
		Duration maxHoldTime = shortLease().multipliedBy(2);
		grant(store(), acquisition, maxHoldTime);
		await().until(() -> renew(store(), new Renewal(acquisition, LONG, maxHoldTime)).equals(RenewalResult.LOST));
		grant(otherStore(), acquisition(acquisition.locks()));
	}

	@Test
	void aMaximumHoldTimeThatIsFarAwayChangesNothing() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		assertRenewed(renew(store(), new Renewal(acquisition, LONGER, Duration.ofDays(3650))), LONGER);
	}

	@Test
	void whatWasNeverGrantedIsNotRenewed() {
		Acquisition acquisition = acquisition(newLock());
		assertThat(renew(store(), acquisition, LONG)).isEqualTo(RenewalResult.LOST);
		assertThat(isTaken(acquisition.locks().get(0))).isFalse();
	}

	@Test
	void whatWasReleasedIsNotRenewed() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		store().release(acquisition, Duration.ZERO);
		assertThat(renew(store(), acquisition, LONG)).isEqualTo(RenewalResult.LOST);
		assertThat(isTaken(acquisition.locks().get(0))).isFalse();
	}

	@Test
	void aStrangerCannotRenew() {
		LockId lock = newLock();
		Acquisition holder = acquisition(lock);
		grant(store(), holder);
		assertThat(renew(store(), acquisition(lock), LONGER)).isEqualTo(RenewalResult.LOST);
		assertHeldBy(holder);
		assertThat(find(lock).holder().remaining()).isLessThanOrEqualTo(LONG);
	}

	@Test
	void whatLostOneOfItsLocksIsLost() {
		Acquisition acquisition = acquisition(newLocks(3));
		grant(store(), acquisition);
		store().forceRelease(acquisition.locks().get(1));
		assertThat(renew(store(), acquisition, LONG)).isEqualTo(RenewalResult.LOST);
		assertThat(isTaken(acquisition.locks().get(1))).isFalse();
		grant(store(), acquisition(acquisition.locks().get(1)));
		assertThat(renew(store(), acquisition, LONG)).isEqualTo(RenewalResult.LOST);
	}

	private static void assertRenewed(RenewalResult result, Duration remaining) {
		assertThat(result.outcome()).isEqualTo(Outcome.RENEWED);
		assertThat(result.remaining()).isBetween(remaining.minusMinutes(1), remaining);
	}

}
