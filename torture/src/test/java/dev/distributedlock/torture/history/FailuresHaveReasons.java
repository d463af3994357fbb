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

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I11. No call, no renewal and no release fails, and no lease is lost, unless a fault
 * explains it: of this worker or of the store, at that moment or a little before. Not
 * every fault explains everything.
 *
 * @author The Distributed Lock authors
 */
final class FailuresHaveReasons implements Invariant {

	private static final Set<String> EXPECTED = Set.of(Entry.DONE, Entry.BUSY);

	private final Limits limits;

	FailuresHaveReasons(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Faults faults = new Faults(history);
		Map<String, Long> starts = history.all(Type.CALL)
			.stream()
			.collect(Collectors.toMap(Entry::worker, Entry::from, Math::min));
		return Stream.concat(calls(history, faults), requests(history, faults))
			.filter((failure) -> isAtWork(failure, starts))
			.map((failure) -> "A %s of %s for %s ended with '%s', and nothing had happened that explains it"
				.formatted(failure.type(), failure.worker(), failure.key(), failure.detail()));
	}

	/**
	 * A worker that has just started may not have reached the store yet.
	 */
	private boolean isAtWork(Entry failure, Map<String, Long> starts) {
		Long start = starts.get(failure.worker());
		return start == null || failure.from() - start > this.limits.takeOver().toNanos();
	}

	private Stream<Entry> calls(History history, Faults faults) {
		return history.all(Type.CALL)
			.stream()
			.filter((call) -> !EXPECTED.contains(call.detail()))
			.filter((call) -> !isExplained(call, faults,
					call.is(Entry.LOST) ? FaultKind::mayLoseLeases : FaultKind::mayFailGrants));
	}

	private Stream<Entry> requests(History history, Faults faults) {
		return Stream
			.concat(history.all(Type.RENEW).stream().filter((renewal) -> renewal.is(Entry.MAYBE)),
					failedReleases(history))
			.filter((request) -> !isExplained(request, faults, FaultKind::mayFailRenewals));
	}

	/**
	 * A release is written down when it is sent, and again when it is answered.
	 */
	private static Stream<Entry> failedReleases(History history) {
		return history.all(Type.RELEASE)
			.stream()
			.filter((release) -> release.is(Entry.MAYBE))
			.collect(Collectors.groupingBy(release()))
			.values()
			.stream()
			.filter((lines) -> lines.size() > 1)
			.map((lines) -> lines.get(lines.size() - 1));
	}

	private static Function<Entry, String> release() {
		return (release) -> release.key() + " " + release.id() + " " + release.from();
	}

	/**
	 * A fault is felt for a while after it is over.
	 */
	private boolean isExplained(Entry failure, Faults faults, Predicate<FaultKind> effect) {
		long before = this.limits.lease().plus(this.limits.tick()).toNanos();
		return faults.explain(effect, failure.worker(), failure.from() - before, failure.to());
	}

}
