// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

/**
 * The {@link WaitingLine} of each lock, or set of locks, that somebody in this replica
 * waits for. Different sets have different lines, even if they overlap: who wants a lock
 * that is free is not held up by somebody who also wants one that is not.
 */
final class WaitingLines {

	private final ConcurrentMap<List<LockId>, WaitingLine<WaitingPlace>> lines = new ConcurrentHashMap<>();

	private final LockStore store;

	private final EngineTime time;

	WaitingLines(LockStore store, EngineTime time) {
		this.store = store;
		this.time = time;
	}

	/**
	 * Go to the end of a line.
	 * @param locks what is waited for
	 * @param wakeUp called when it may be worth asking the store; must not block
	 */
	WaitingPlace enter(List<LockId> locks, Runnable wakeUp) {
		WaitingPlace[] entered = new WaitingPlace[1];
		this.lines.compute(locks, (key, existing) -> {
			WaitingLine<WaitingPlace> line = (existing != null) ? existing : new WaitingLine<>();
			entered[0] = new WaitingPlace(line, locks, wakeUp, this.store, this.time, this::leave);
			line.add(entered[0]);
			return line;
		});
		return entered[0];
	}

	private void leave(WaitingPlace place) {
		WaitingLine<WaitingPlace> rest = this.lines.computeIfPresent(place.locks(), (locks, line) -> {
			line.remove(place);
			return (line.first() != null) ? line : null;
		});
		WaitingPlace next = (rest != null) ? rest.first() : null;
		if (next != null) {
			next.wakeUp();
		}
	}

	/**
	 * A lease has been released in this replica.
	 */
	void released(Lease lease) {
		WaitingLine<WaitingPlace> line = this.lines.get(lease.acquisition().locks());
		WaitingPlace next = (line != null) ? line.first() : null;
		if (next != null) {
			next.released(lease);
		}
	}

	/**
	 * Have everybody look whether it is worth going on.
	 */
	void wakeAll() {
		List<WaitingPlace> places = new ArrayList<>();
		this.lines.keySet().forEach((key) -> this.lines.computeIfPresent(key, (locks, line) -> {
			places.addAll(line.places());
			return line;
		}));
		places.forEach(WaitingPlace::wakeUp);
	}

}
