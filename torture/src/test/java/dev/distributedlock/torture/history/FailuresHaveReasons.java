// SPDX-License-Identifier: Apache-2.0

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
