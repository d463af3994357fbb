// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a lock that many want at the same time.
 */
abstract class ContentionTests extends StoreTests {

	private static final int ROUNDS = Integer.getInteger("distributed-lock.test.rounds", 50);

	private static final int THREADS = 32;

	ContentionTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void onlyOneHoldsALockAtATime() throws Exception {
		Rivals rivals = new Rivals(newLock(), 400, suite().patience());
		try (Crowd crowd = new Crowd(8)) {
			crowd.together((thread) -> {
				rivals.compete(store(thread));
				return thread;
			});
		}
		rivals.assertNeverTwoAtATime();
		rivals.assertTokensRose();
	}

	@Test
	void aNewLockIsGrantedToExactlyOne() throws Exception {
		try (Crowd crowd = new Crowd(THREADS)) {
			for (int round = 0; round < ROUNDS; round++) {
				assertGrantedToExactlyOne(crowd, List.of(newLock()));
			}
		}
	}

	@Test
	void aUsedLockIsGrantedToExactlyOne() throws Exception {
		LockId lock = newLock();
		try (Crowd crowd = new Crowd(THREADS)) {
			for (int round = 0; round < ROUNDS; round++) {
				Acquisition holder = assertGrantedToExactlyOne(crowd, List.of(lock));
				assertThat(store().release(holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
			}
		}
	}

	@Test
	void anExpiredLockIsGrantedToExactlyOne() throws Exception {
		try (Crowd crowd = new Crowd(THREADS)) {
			for (int round = 0; round < 5; round++) {
				LockId lock = newLock();
				grant(store(), acquisition(lock), shortLease());
				awaitFree(lock);
				assertGrantedToExactlyOne(crowd, List.of(lock));
			}
		}
	}

	@Test
	void aSetIsGrantedToExactlyOne() throws Exception {
		List<LockId> locks = newLocks(3);
		try (Crowd crowd = new Crowd(THREADS)) {
			for (int round = 0; round < ROUNDS / 5; round++) {
				Acquisition holder = assertGrantedToExactlyOne(crowd, locks);
				assertThat(store().release(holder, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
			}
		}
	}

	@Test
	void aLockIsReleasedToExactlyOneOfItsReleasers() throws Exception {
		try (Crowd crowd = new Crowd(8)) {
			for (int round = 0; round < ROUNDS / 5; round++) {
				Acquisition acquisition = acquisition(newLock());
				grant(store(), acquisition);
				List<ReleaseOutcome> outcomes = crowd
					.together((thread) -> store(thread).release(acquisition, Duration.ZERO));
				assertThat(outcomes).containsOnlyOnce(ReleaseOutcome.RELEASED);
			}
		}
	}

	private Acquisition assertGrantedToExactlyOne(Crowd crowd, List<LockId> locks) throws Exception {
		List<Acquisition> acquisitions = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			acquisitions.add(acquisition(locks));
		}
		List<Boolean> granted = crowd
			.together((thread) -> acquire(store(thread), acquisitions.get(thread)) instanceof Granted);
		assertThat(granted).containsOnlyOnce(true);
		Acquisition holder = acquisitions.get(granted.indexOf(true));
		assertHeldBy(holder);
		return holder;
	}

}
