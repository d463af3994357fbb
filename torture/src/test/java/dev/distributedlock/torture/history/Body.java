// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Work under a lock.
 *
 * @param lock which lock
 * @param call of which call
 * @param worker who worked
 * @param token with which token
 * @param from when it began
 * @param to when it ended; when its process was killed, if it did not
 */
record Body(String lock, String call, String worker, long token, long from, long to) {

	/**
	 * Find the bodies in a history, by lock, in the order in which they began.
	 */
	static Map<String, List<Body>> of(History history) {
		Map<String, Long> ends = new HashMap<>();
		history.all(Type.ENDED).forEach((entry) -> ends.put(entry.key() + " " + entry.id(), entry.to()));
		long end = history.end();
		return history.all(Type.BEGAN)
			.stream()
			.map((entry) -> new Body(entry.key(), entry.id(), entry.worker(), entry.token(), entry.from(),
					ends.getOrDefault(entry.key() + " " + entry.id(), endOf(entry, history, end))))
			.sorted(Comparator.comparingLong(Body::from))
			.collect(Collectors.groupingBy(Body::lock));
	}

	private static long endOf(Entry began, History history, long end) {
		return history.all(Type.FAULT)
			.stream()
			.filter((fault) -> fault.worker().equals(began.worker()) && fault.from() >= began.from()
					&& (FaultKind.of(fault) == FaultKind.KILL || FaultKind.of(fault) == FaultKind.TERMINATE))
			.mapToLong((fault) -> (FaultKind.of(fault) == FaultKind.KILL) ? fault.from() : fault.to())
			.min()
			.orElse(end);
	}

	/**
	 * Return it with the release as its end, or the end of the call if it was not
	 * released; each zero if there is none.
	 */
	Body until(long released, long called) {
		long end = Math.max(this.to, (released != 0) ? released : called);
		return new Body(this.lock, this.call, this.worker, this.token, this.from, end);
	}

}
