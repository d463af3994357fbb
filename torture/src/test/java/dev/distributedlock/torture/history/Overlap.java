// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Work of two holders of one lock at the same time.
 *
 * @param stale the one with the smaller token
 * @param current the one with the larger token
 */
record Overlap(Body stale, Body current) {

	/**
	 * Find the overlaps in a history.
	 */
	static List<Overlap> of(History history) {
		return Body.of(history).values().stream().flatMap((bodies) -> of(bodies).stream()).toList();
	}

	/**
	 * Find the overlaps of work under one lock.
	 * @param bodies in the order in which they began
	 */
	static List<Overlap> of(List<Body> bodies) {
		List<Overlap> overlaps = new ArrayList<>();
		for (int i = 0; i < bodies.size(); i++) {
			Body first = bodies.get(i);
			for (int j = i + 1; j < bodies.size() && bodies.get(j).from() < first.to(); j++) {
				Body second = bodies.get(j);
				if (first.token() != second.token()) {
					overlaps.add(
							(first.token() < second.token()) ? new Overlap(first, second) : new Overlap(second, first));
				}
			}
		}
		return overlaps;
	}

	long from() {
		return Math.max(this.stale.from(), this.current.from());
	}

	long to() {
		return Math.min(this.stale.to(), this.current.to());
	}

	long nanos() {
		return to() - from();
	}

}
