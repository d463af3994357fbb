// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks whose rows a foreign transaction holds: nothing waits for it without
 * bound, and other locks do not suffer.
 */
abstract class BlockedRowTests extends StoreTests {

	BlockedRowTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void aBlockedFreeLockIsBusy() throws Exception {
		LockId lock = newLock();
		useAndRelease(List.of(lock));
		assertBusyWhileBlocked(acquisition(lock), lock);
		grant(store(), acquisition(lock));
	}

	@Test
	void aLockIsBusyWhileAStrangerInsertsIt() throws Exception {
		LockId lock = newLock();
		assertBusyWhileBlocked(acquisition(lock), lock);
		grant(store(), acquisition(lock));
	}

	@Test
	void aBlockedHeldLockIsBusy() throws Exception {
		LockId lock = newLock();
		Acquisition holder = acquisition(lock);
		grant(store(), holder);
		assertThat(whileBlocked(lock, () -> acquire(otherStore(), acquisition(lock)))).isInstanceOf(Busy.class);
		assertHeldBy(holder);
	}

	@Test
	void nothingIsTakenOfASetWithABlockedLock() throws Exception {
		for (int position : numbers(3)) {
			List<LockId> locks = newLocks(3);
			useAndRelease(locks);
			assertBusyWhileBlocked(acquisition(locks), locks.get(position));
			grant(store(), acquisition(locks));
		}
	}

	@Test
	void nothingIsTakenOfASetThatAStrangerIsInserting() throws Exception {
		for (int position : numbers(3)) {
			List<LockId> locks = newLocks(3);
			assertBusyWhileBlocked(acquisition(locks), locks.get(position));
			grant(store(), acquisition(locks));
		}
	}

	@Test
	void otherLocksAreGranted() throws Exception {
		List<LockId> locks = newLocks(2);
		useAndRelease(locks);
		whileBlocked(locks.get(0), () -> grant(store(), acquisition(locks.get(1))));
		whileBlocked(locks.get(0), () -> grant(store(), acquisition(newLock())));
	}

	@Test
	void otherLeasesAreRenewedAndABlockedOneIsNotLost() throws Exception {
		List<Acquisition> acquisitions = grantEach(newLocks(3));
		LockId blocked = acquisitions.get(1).locks().get(0);
		assertThat(whileBlocked(blocked, () -> store().renew(renewals(acquisitions, LONGER))))
			.extracting(RenewalResult::outcome)
			.containsExactly(Outcome.RENEWED, Outcome.BLOCKED, Outcome.RENEWED);
		assertThat(renew(store(), acquisitions.get(1), LONGER).outcome()).isEqualTo(Outcome.RENEWED);
	}

	@Test
	void aSetWithABlockedLockIsNotLost() throws Exception {
		Acquisition set = acquisition(newLocks(3));
		grant(store(), set);
		assertThat(whileBlocked(set.locks().get(1), () -> renew(store(), set, LONGER)))
			.isEqualTo(RenewalResult.BLOCKED);
		assertThat(renew(store(), set, LONGER).outcome()).isEqualTo(Outcome.RENEWED);
	}

	@Test
	void aSetThatWasRenewedInPartIsHeldAsBefore() throws Exception {
		Acquisition set = acquisition(newLocks(3));
		long token = grant(store(), set).token();
		whileBlocked(set.locks().get(1), () -> renew(store(), set, LONGER));
		assertThat(renew(store(), set, Duration.ZERO).outcome()).isEqualTo(Outcome.RENEWED);
		assertThat(grant(store(), set, shortLease()).token()).isEqualTo(token);
		assertHeldBy(set);
	}

	@Test
	void whatIsLostIsNotTakenForBlocked() throws Exception {
		Acquisition blocked = acquisition(newLock());
		grant(store(), blocked);
		Acquisition lost = acquisition(newLock());
		assertThat(whileBlocked(blocked.locks().get(0), () -> store().renew(renewals(List.of(lost, blocked), LONGER))))
			.containsExactly(RenewalResult.LOST, RenewalResult.BLOCKED);
	}

	@Test
	void aReleaseDoesNotWaitForEver() throws Exception {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		whileBlocked(acquisition.locks().get(0), orFailed(() -> store().release(acquisition, Duration.ZERO)));
		store().release(acquisition, Duration.ZERO);
		assertThat(isTaken(acquisition.locks().get(0))).isFalse();
	}

	@Test
	void aForcedReleaseDoesNotWaitForEver() throws Exception {
		LockId lock = newLock();
		grant(store(), acquisition(lock));
		whileBlocked(lock, orFailed(() -> store().forceRelease(lock)));
		store().forceRelease(lock);
		assertThat(isTaken(lock)).isFalse();
	}

	@Test
	void aRemovalDoesNotWaitForEver() throws Exception {
		LockId lock = newLock();
		useAndRelease(List.of(lock));
		whileBlocked(lock, orFailed(() -> {
			store().removeUnused(Duration.ZERO);
			return true;
		}));
	}

	@Test
	void aRemovalThatIsBlockedDoesNotKeepOtherLocksBusy() throws Exception {
		List<LockId> locks = newLocks(10);
		useAndRelease(locks);
		LockId blocked = locks.get(5);
		try (Crowd remover = new Crowd(1)) {
			whileBlocked(blocked, () -> {
				Future<?> removal = remover.start(() -> store().removeUnused(Duration.ZERO));
				do {
					locks.stream().filter((lock) -> !lock.equals(blocked)).forEach(this::assertSoonGranted);
				}
				while (!removal.isDone());
				return removal;
			});
		}
	}

	private void assertSoonGranted(LockId lock) {
		Acquisition acquisition = acquisition(lock);
		await().until(() -> acquire(otherStore(), acquisition) instanceof Granted);
		otherStore().release(acquisition, Duration.ZERO);
	}

	@Test
	void questionsDoNotWait() throws Exception {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		LockId lock = acquisition.locks().get(0);
		assertThat(whileBlocked(lock, () -> store().find(List.of(lock)))).hasSize(1);
		assertThat(whileBlocked(lock, () -> store().list(null, 1))).hasSize(1);
	}

	private void assertBusyWhileBlocked(Acquisition acquisition, LockId lock) throws Exception {
		assertThat(whileBlocked(lock, () -> acquire(store(), acquisition))).isInstanceOf(Busy.class);
		assertThat(store().find(acquisition.locks())).isEmpty();
	}

	private <T> T whileBlocked(LockId lock, Callable<T> operation) throws Exception {
		AutoCloseable blockade = suite().blockRow(lock);
		try {
			// Longer than what an operation may wait for itself, so that its own message
			// is seen.
			return Crowd.bounded(operation, suite().patience().multipliedBy(2));
		}
		finally {
			blockade.close();
		}
	}

	/**
	 * Whatever changes a lock may also say that it cannot, if it does so in time.
	 */
	private static Callable<Object> orFailed(Callable<?> operation) {
		return () -> {
			try {
				return operation.call();
			}
			catch (LockStoreException ex) {
				return ex;
			}
		};
	}

}
