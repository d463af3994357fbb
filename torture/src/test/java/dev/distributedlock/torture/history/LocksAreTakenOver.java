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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I8. After a fault has healed, every lock that is asked for is granted within the lease
 * and a margin. A free lock that somebody waits for does not stay free.
 *
 * @author The Distributed Lock authors
 */
final class LocksAreTakenOver implements Invariant {

	private final Limits limits;

	LocksAreTakenOver(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Map<String, List<Entry>> requests = history.byKey(Type.ACQUIRE);
		return Stream.concat(history.all(Type.FAULT)
			.stream()
			.filter((fault) -> FaultKind.of(fault) != FaultKind.STALL)
			.flatMap((fault) -> requests.values().stream().flatMap((ofLock) -> check(fault, ofLock, history.end()))),
				slowHandOver(history));
	}

	/**
	 * Whether somebody was refused, and nobody granted the lock, for too long.
	 */
	private Stream<String> check(Entry fault, List<Entry> requests, long end) {
		long lease = this.limits.lease().toNanos();
		long latest = fault.to() + lease + this.limits.takeOver().toNanos();
		boolean asked = requests.stream()
			.anyMatch((request) -> request.from() > fault.to() && request.from() <= latest - lease);
		boolean taken = requests.stream()
			.anyMatch((request) -> request.is(Entry.DONE) && request.to() > fault.to() && request.to() <= latest);
		return (!asked || taken || end < latest) ? Stream.empty()
				: Stream.of("%s was granted to nobody for %d s after the end of %s".formatted(requests.get(0).key(),
						(latest - fault.to()) / 1_000_000_000, fault.key()));
	}

	private Stream<String> slowHandOver(History history) {
		if (this.limits.handOver() == null) {
			return Stream.empty();
		}
		List<Long> times = HandOvers.of(history);
		long median = HandOvers.percentile(times, 50);
		return (median <= this.limits.handOver().toNanos()) ? Stream.empty()
				: Stream.of("Locks that somebody waited for stayed free for %d ms at the median of %d"
					.formatted(median / 1_000_000, times.size()));
	}

}
