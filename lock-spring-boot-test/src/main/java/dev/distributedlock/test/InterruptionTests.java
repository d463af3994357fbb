// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.RenewalResult.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of threads that have been interrupted: an operation works or says that its
 * outcome is unknown, and the store is as good as before.
 */
abstract class InterruptionTests extends StoreTests {

	InterruptionTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void anInterruptedThreadLeavesNoGrantBehind() throws Exception {
		LockId lock = newLock();
		for (int round : numbers(20)) {
			Acquisition acquisition = acquisition(lock);
			interrupted(() -> acquire(store(), acquisition));
			store().release(acquisition, Duration.ZERO);
			Acquisition next = acquisition(lock);
			grant(store(round), next);
			store().release(next, Duration.ZERO);
		}
	}

	@Test
	void anInterruptedThreadDoesNotLoseALease() throws Exception {
		Acquisition acquisition = acquisition(newLock());
		grant(store(), acquisition);
		interrupted(() -> renew(store(), acquisition, LONGER));
		interrupted(() -> store().find(acquisition.locks()));
		assertThat(renew(store(), acquisition, LONGER).outcome()).isEqualTo(Outcome.RENEWED);
	}

	@Test
	void anInterruptedThreadDoesNotHalfRelease() throws Exception {
		Acquisition acquisition = acquisition(newLocks(3));
		grant(store(), acquisition);
		interrupted(() -> store().release(acquisition, Duration.ZERO));
		store().release(acquisition, Duration.ZERO);
		assertThat(store().find(acquisition.locks())).isEmpty();
	}

	private void interrupted(Callable<?> operation) throws Exception {
		boolean stillInterrupted = Crowd.bounded(() -> {
			Thread.currentThread().interrupt();
			try {
				operation.call();
			}
			catch (LockStoreException ex) {
				assertThat(ex).isNotNull();
			}
			return Thread.currentThread().isInterrupted();
		}, suite().patience());
		assertThat(stillInterrupted).as("interrupt flag").isTrue();
	}

}
