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
 * @author The Distributed Lock authors
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
