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
package dev.distributedlock.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Those in this replica who wait for the same lock, in the order in which they came. Only
 * the first asks the store.
 * <p>
 * A store that can only be polled does not tell who has waited longest, and whoever has
 * the lock here learns of its release first. The line makes use of that, but not for
 * long: then it leaves the lock alone until everybody elsewhere has polled.
 *
 * @author The Distributed Lock authors
 */
final class WaitingLine {

	private static final long LONGEST_STREAK = TimeUnit.SECONDS.toNanos(1);

	private final EngineTime time;

	private final Deque<WaitingPlace> places = new ArrayDeque<>(2);

	private volatile @Nullable WaitingPlace first;

	private volatile boolean refused;

	private volatile long streakSince;

	private volatile long yieldUntil;

	WaitingLine(EngineTime time) {
		this.time = time;
		this.streakSince = time.nanoTime();
		this.yieldUntil = this.streakSince;
	}

	/**
	 * Add a place. Like {@link #remove}, not for two threads at the same time.
	 */
	void add(WaitingPlace place) {
		this.places.add(place);
		this.first = this.places.peek();
	}

	void remove(WaitingPlace place) {
		this.places.remove(place);
		this.first = this.places.peek();
	}

	boolean isEmpty() {
		return this.places.isEmpty();
	}

	List<WaitingPlace> places() {
		return List.copyOf(this.places);
	}

	@Nullable WaitingPlace first() {
		return this.first;
	}

	/**
	 * Take the answer of the store to whoever is first.
	 * @param refused whether the lock is busy; false if the answer is unknown
	 */
	void answered(boolean refused) {
		this.refused = refused;
	}

	/**
	 * Whether the lock was busy when somebody last asked.
	 */
	boolean isRefused() {
		return this.refused;
	}

	/**
	 * The lock has been released in this replica.
	 */
	void released() {
		WaitingPlace next = this.first;
		if (next == null || next.isLive()) {
			return;
		}
		long now = this.time.nanoTime();
		if (now - this.streakSince < LONGEST_STREAK) {
			next.wakeUp();
		}
		else {
			this.yieldUntil = now + PendingAcquisition.LONGEST_PAUSE;
			this.streakSince = this.yieldUntil;
		}
	}

	/**
	 * For how long to leave the lock to others.
	 */
	long yieldTime() {
		return Math.max(0, this.yieldUntil - this.time.nanoTime());
	}

}
