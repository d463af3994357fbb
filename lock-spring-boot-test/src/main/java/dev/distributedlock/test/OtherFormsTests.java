// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import dev.distributedlock.store.AcquireResult.Busy;
import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore.Subscription;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the non-blocking forms and of subscriptions.
 */
abstract class OtherFormsTests extends StoreTests {

	OtherFormsTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void theNonBlockingFormsDoTheSame() {
		Acquisition acquisition = acquisition(newLock());
		Acquisition rival = acquisition(acquisition.locks());
		assertThat(answer(store().acquireAsync(acquisition, LONG, WaitTime.NONE, Runnable::run)))
			.isInstanceOf(Granted.class);
		assertHeldBy(acquisition);
		assertThat(answer(store().acquireAsync(rival, LONG, WaitTime.NONE, Runnable::run))).isInstanceOf(Busy.class);
		assertThat(answer(store().renewAsync(renewals(List.of(acquisition, rival), LONGER), Runnable::run)))
			.extracting(RenewalResult::outcome)
			.containsExactly(Outcome.RENEWED, Outcome.LOST);
		assertThat(answer(store().releaseAsync(acquisition, Duration.ZERO, Runnable::run)))
			.isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(isTaken(acquisition.locks().get(0))).isFalse();
	}

	private <T> T answer(CompletableFuture<T> answer) {
		assertThat(answer).succeedsWithin(suite().patience());
		return answer.join();
	}

	@Test
	void aListenerHearsOfReleases() {
		LockId lock = newLock();
		AtomicBoolean heard = new AtomicBoolean();
		Subscription subscription = store().subscribe(List.of(lock), () -> heard.set(true));
		Assumptions.assumeTrue(subscription != Subscription.NONE, "The store has no subscriptions");
		try (subscription) {
			// A call may be missing, but not all of them.
			await().until(() -> {
				useWhileSomebodyWaits(lock);
				return heard.get();
			});
		}
	}

	private void useWhileSomebodyWaits(LockId lock) {
		Acquisition holder = acquisition(lock);
		grant(otherStore(), holder);
		assertThat(store().acquire(acquisition(lock), LONG, WaitTime.of(LONG))).isInstanceOf(Busy.class);
		otherStore().release(holder, Duration.ZERO);
	}

}
