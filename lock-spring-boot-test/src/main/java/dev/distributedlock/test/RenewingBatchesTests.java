// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of many renewals at once.
 */
abstract class RenewingBatchesTests extends StoreTests {

	RenewingBatchesTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void noRenewalHasNoResult() {
		assertThat(store().renew(List.of())).isEmpty();
	}

	@Test
	void resultsAreInTheOrderOfTheRenewals() {
		Acquisition alive = acquisition(newLock());
		grant(store(), alive);
		Acquisition neverGranted = acquisition(newLock());
		Acquisition set = acquisition(newLocks(3));
		grant(store(), set);
		Acquisition released = acquisition(newLock());
		grant(store(), released);
		store().release(released, Duration.ZERO);
		Acquisition forced = acquisition(newLocks(2));
		grant(store(), forced);
		store().forceRelease(forced.locks().get(0));
		assertThat(outcomes(store(), List.of(neverGranted, alive, released, set, forced))).containsExactly(Outcome.LOST,
				Outcome.RENEWED, Outcome.LOST, Outcome.RENEWED, Outcome.LOST);
		assertThat(outcomes(store(), List.of(set, forced, alive, released, neverGranted)))
			.containsExactly(Outcome.RENEWED, Outcome.LOST, Outcome.RENEWED, Outcome.LOST, Outcome.LOST);
	}

	@Test
	void eachRenewalHasItsOwnTimes() {
		List<Acquisition> acquisitions = grantEach(newLocks(3));
		List<RenewalResult> results = store()
			.renew(List.of(new Renewal(acquisitions.get(0), LONGER, null), new Renewal(acquisitions.get(1), LONG, null),
					new Renewal(acquisitions.get(2), LONGER, LONGER.minus(LONG))));
		assertThat(results.get(0).remaining()).isBetween(LONGER.minusMinutes(1), LONGER);
		assertThat(results.get(1).remaining()).isBetween(LONG.minusMinutes(1), LONG);
		assertThat(results.get(2).remaining()).isBetween(LONGER.minus(LONG).minusMinutes(1), LONGER.minus(LONG));
	}

	@Test
	void manyLeasesAreRenewedInOneCall() {
		List<LockId> locks = newLocks(1500);
		List<Acquisition> acquisitions = grantEach(locks);
		Collections.shuffle(acquisitions);
		for (int i = 0; i < acquisitions.size(); i += 100) {
			store().forceRelease(acquisitions.get(i).locks().get(0));
		}
		List<Outcome> outcomes = outcomes(store(), acquisitions);
		assertThat(outcomes).hasSameSizeAs(acquisitions);
		for (int i = 0; i < outcomes.size(); i++) {
			assertThat(outcomes.get(i)).isEqualTo((i % 100 == 0) ? Outcome.LOST : Outcome.RENEWED);
		}
	}

	@Test
	void batchesInOppositeOrdersNeitherDeadlockNorLose() throws Exception {
		List<Acquisition> acquisitions = grantEach(newLocks(50));
		List<Acquisition> reversed = new ArrayList<>(acquisitions);
		Collections.reverse(reversed);
		try (Crowd crowd = new Crowd(4)) {
			List<List<Outcome>> outcomes = crowd.together((thread) -> {
				List<Outcome> own = new ArrayList<>();
				for (int round = 0; round < 25; round++) {
					own.addAll(outcomes(store(thread), (thread % 2 == 0) ? acquisitions : reversed));
				}
				return own;
			});
			assertThat(outcomes).allSatisfy((own) -> assertThat(own).doesNotContain(Outcome.LOST));
		}
	}

	private static List<Outcome> outcomes(LockStore store, List<Acquisition> acquisitions) {
		return store.renew(renewals(acquisitions, LONGER)).stream().map(RenewalResult::outcome).toList();
	}

}
