// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that want the same lock for a task that only one may do at a time: counting
 * without any synchronization but the lock's.
 */
final class Rivals {

	private final LockId lock;

	private final int turns;

	private final Duration patience;

	private final AtomicInteger inside = new AtomicInteger();

	private final AtomicInteger overlaps = new AtomicInteger();

	private final List<Long> tokens = new ArrayList<>();

	private volatile int count;

	private volatile long lastTurn = System.nanoTime();

	private volatile boolean failed;

	Rivals(LockId lock, int turns, Duration patience) {
		this.lock = lock;
		this.turns = turns;
		this.patience = patience;
	}

	/**
	 * Take turns until all have been taken.
	 */
	void compete(LockStore store) {
		try {
			while (this.count < this.turns && !this.failed) {
				assertThat(Duration.ofNanos(System.nanoTime() - this.lastTurn)).as("time since the last turn")
					.isLessThan(this.patience);
				tryTurn(store);
			}
		}
		catch (RuntimeException | Error ex) {
			this.failed = true;
			throw ex;
		}
	}

	private void tryTurn(LockStore store) {
		Acquisition acquisition = StoreTests.acquisition(this.lock);
		if (StoreTests.acquire(store, acquisition) instanceof Granted granted) {
			takeTurn(granted.token());
			assertThat(store.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		}
		else {
			Thread.yield();
		}
	}

	private void takeTurn(long token) {
		if (this.inside.incrementAndGet() > 1) {
			this.overlaps.incrementAndGet();
		}
		int next = this.count + 1;
		// Lets others in between, if the lock does.
		Thread.yield();
		this.tokens.add(token);
		this.count = next;
		this.lastTurn = System.nanoTime();
		this.inside.decrementAndGet();
	}

	void assertNeverTwoAtATime() {
		assertThat(this.overlaps).as("overlapping turns").hasValue(0);
		assertThat(this.count).isGreaterThanOrEqualTo(this.turns);
	}

	void assertTokensRose() {
		assertThat(this.tokens).hasSize(this.count);
		for (int i = 1; i < this.tokens.size(); i++) {
			assertThat(this.tokens.get(i)).as("token of turn %d", i).isGreaterThan(this.tokens.get(i - 1));
		}
	}

}
