// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what happens to locks that nobody uses any more.
 */
abstract class RemovalTests extends StoreTests {

	RemovalTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void locksThatHaveBeenFreeForLongAreRemoved() {
		LockStore store = suite().forgetfulStore();
		List<LockId> released = newLocks(20);
		Acquisition releasing = acquisition(released);
		grant(store, releasing);
		store.release(releasing, Duration.ZERO);
		List<LockId> expired = newLocks(20);
		grant(store, acquisition(expired), shortLease());
		List<LockId> forced = newLocks(2);
		grant(store, acquisition(forced));
		forced.forEach((lock) -> store.forceRelease(lock));
		await().until(() -> {
			store.removeUnused(shortLease());
			return suite().rememberedTokens(released).isEmpty() && suite().rememberedTokens(expired).isEmpty()
					&& suite().rememberedTokens(forced).isEmpty();
		});
	}

	@Test
	void locksThatHaveBeenFreeForAWhileStay() {
		List<LockId> locks = newLocks(20);
		useAndRelease(locks);
		store().removeUnused(LONG);
		assertThat(suite().rememberedTokens(locks)).containsOnlyKeys(locks);
	}

	@Test
	void aReleasedAcquisitionIsRememberedForTheRetention() {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		store().release(acquisition, Duration.ZERO);
		store().removeUnused(LONG);
		refuse(store(), acquisition);
	}

	@Test
	void heldLocksStay() {
		Acquisition acquisition = acquisition(newLocks(2));
		grant(store(), acquisition);
		store().removeUnused(Duration.ZERO);
		assertHeldBy(acquisition);
		assertThat(renew(store(), acquisition, LONGER).outcome()).isEqualTo(Outcome.RENEWED);
	}

	@Test
	void locksStayForTheMinimumHoldTime() {
		LockId lock = newLock();
		Acquisition acquisition = acquisition(lock);
		grant(store(), acquisition);
		store().release(acquisition, LONG);
		store().removeUnused(Duration.ZERO);
		refuse(otherStore(), acquisition(lock));
	}

	@Test
	void removalAndAcquiringGetAlong() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		try (Crowd crowd = new Crowd(5)) {
			Rivals rivals = new Rivals(newLock(), 200, suite().patience());
			crowd.together((thread) -> {
				if (thread == 0) {
					while (!done.get()) {
						store().removeUnused(Duration.ZERO);
					}
				}
				else {
					try {
						rivals.compete(store(thread));
					}
					finally {
						done.set(true);
					}
				}
				return thread;
			});
			// Tokens may fall: without any retention, a statement that has read the clock
			// can be
			// overtaken by a grant, its release and its removal.
			rivals.assertNeverTwoAtATime();
		}
	}

}
