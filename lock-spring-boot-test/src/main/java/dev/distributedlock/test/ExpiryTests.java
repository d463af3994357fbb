// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of leases that nobody renews.
 */
abstract class ExpiryTests extends StoreTests {

	/**
	 * The store's clock may run a little faster than the one of this machine.
	 */
	private static final Duration DRIFT = Duration.ofMillis(5);

	ExpiryTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void anExpiredLockIsGrantedToTheNext() {
		LockId lock = newLock();
		grant(store(), acquisition(lock), shortLease());
		Acquisition successor = acquisition(lock);
		await().until(() -> acquire(otherStore(), successor) instanceof Granted);
		assertHeldBy(successor);
	}

	@Test
	void aLockIsNotGrantedToTheNextBeforeItExpires() {
		LockId lock = newLock();
		long start = System.nanoTime();
		grant(store(), acquisition(lock), shortLease());
		await().until(() -> acquire(otherStore(), acquisition(lock)) instanceof Granted);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(shortLease().minus(DRIFT));
	}

	@Test
	void anExpiredSetIsGrantedToTheNext() {
		Acquisition expired = acquisition(newLocks(3));
		grant(store(), expired, shortLease());
		Acquisition successor = acquisition(expired.locks());
		await().until(() -> acquire(otherStore(), successor) instanceof Granted);
		assertHeldBy(successor);
	}

	@Test
	void anExpiredHolderHasNothingToRenewOrRelease() {
		Acquisition expired = expired();
		assertThat(renew(store(), expired, LONG)).isEqualTo(RenewalResult.LOST);
		assertThat(renew(store(), expired, Duration.ZERO)).isEqualTo(RenewalResult.LOST);
		assertThat(renew(otherStore(), new Renewal(expired, LONG, LONGER))).isEqualTo(RenewalResult.LOST);
		assertThat(store().release(expired, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store().find(expired.locks())).isEmpty();
	}

	@Test
	void anExpiredHolderKeepsNothingForTheMinimumHoldTime() {
		Acquisition expired = expired();
		assertThat(store().release(expired, LONG)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store().find(expired.locks())).isEmpty();
	}

	@Test
	void aSuccessorKeepsItsLockWhateverTheExpiredHolderDoes() {
		Acquisition expired = expired();
		Acquisition successor = acquisition(expired.locks());
		grant(otherStore(), successor);
		assertThat(renew(store(), expired, LONGER)).isEqualTo(RenewalResult.LOST);
		assertThat(store().release(expired, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
		assertThat(store().release(expired, LONGER)).isEqualTo(ReleaseOutcome.NOT_HELD);
		refuse(store(), expired);
		assertHeldBy(successor);
		assertThat(find(successor.locks().get(0)).holder().remaining()).isLessThanOrEqualTo(LONG);
		assertThat(otherStore().release(successor, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

	private Acquisition expired() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition, shortLease());
		awaitFree(acquisition.locks().get(0));
		return acquisition;
	}

}
