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
 *
 * @author The Distributed Lock authors
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
