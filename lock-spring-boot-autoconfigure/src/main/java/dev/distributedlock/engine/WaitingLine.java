// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Those in this replica who wait for the same locks, in the order in which they came.
 * Only the first asks the store.
 *
 * @param <P> the type of places
 */
final class WaitingLine<P> {

	private final Deque<P> places = new ArrayDeque<>(2);

	private volatile @Nullable P first;

	private volatile boolean refused;

	/**
	 * Add a place. Like {@link #remove}, not for two threads at the same time.
	 */
	void add(P place) {
		this.places.add(place);
		this.first = this.places.peek();
	}

	void remove(P place) {
		this.places.remove(place);
		this.first = this.places.peek();
	}

	List<P> places() {
		return List.copyOf(this.places);
	}

	@Nullable P first() {
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

}
