// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I9. Of every occurrence there is at most one effect, and exactly one if somebody was
 * healthy all the time, unless the one before was going on. The register refuses the
 * second effect by itself: that the lock keeps others away for the minimum hold time is
 * looked at, too.
 */
final class OccurrencesRunOnce implements Invariant {

	private static final String LOCK = "t:tick";

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Limits limits;

	OccurrencesRunOnce(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		return Stream.of(repeated(history), missing(history), early(history)).flatMap((violations) -> violations);
	}

	private static Stream<String> repeated(History history) {
		Map<String, Integer> effects = new HashMap<>();
		history.all(Type.ACCEPTED)
			.stream()
			.filter((effect) -> effect.is(EffectKind.OCCURRENCE))
			.forEach((effect) -> effects.merge(effect.id(), 1, Integer::sum));
		return effects.entrySet()
			.stream()
			.filter((effect) -> effect.getValue() > 1)
			.map((effect) -> "Occurrence %s had %d effects".formatted(effect.getKey(), effect.getValue()));
	}

	/**
	 * Look for full seconds of the phases in which nothing was done, tried or not.
	 */
	private Stream<String> missing(History history) {
		List<Entry> phases = history.all(Type.PHASE);
		if (phases.isEmpty()) {
			return Stream.empty();
		}
		Set<String> done = history.all(Type.ACCEPTED).stream().map(Entry::id).collect(Collectors.toSet());
		OccurrenceRequests requests = new OccurrenceRequests(history, LOCK, this.limits);
		Map<String, List<Entry>> calls = history.by(Type.CALL, Entry::worker);
		long first = phases.stream().mapToLong(Entry::from).min().getAsLong() / SECOND + 1;
		long last = phases.stream().mapToLong(Entry::to).max().getAsLong() / SECOND;
		return LongStream.range(first, last)
			.filter((number) -> !done.contains(EffectKind.occurrence(number)))
			.filter((number) -> isDue(number * SECOND, history, requests, calls))
			.mapToObj((number) -> "%s had no effect, and somebody was healthy: %s"
				.formatted(EffectKind.occurrence(number), requests.describe(number * SECOND, (number + 1) * SECOND)));
	}

	/**
	 * Whether somebody worked before and after, and nothing had happened to the store,
	 * nor to anybody who may have had the lock.
	 */
	private boolean isDue(long from, History history, OccurrenceRequests requests, Map<String, List<Entry>> calls) {
		long lease = this.limits.lease().toNanos();
		long to = from + SECOND;
		List<Entry> faults = history.all(Type.FAULT)
			.stream()
			.filter((fault) -> FaultKind.of(fault).mayFailGrants()
					&& fault.overlaps(from - lease - this.limits.tick().toNanos(), to))
			.toList();
		Set<String> sick = faults.stream().map(Entry::worker).collect(Collectors.toCollection(HashSet::new));
		return faults.stream().noneMatch((fault) -> Faults.isOfAll(fault) || mayHideRequest(fault))
				&& !requests.anyInTheWay(from, to, sick)
				&& calls.entrySet()
					.stream()
					.anyMatch((worker) -> !sick.contains(worker.getKey())
							&& worker.getValue().stream().anyMatch((call) -> call.from() < from)
							&& worker.getValue().stream().anyMatch((call) -> call.to() > to));
	}

	/**
	 * A process that is killed has not written down what it has just asked for.
	 */
	private static boolean mayHideRequest(Entry fault) {
		return FaultKind.of(fault) == FaultKind.KILL;
	}

	private static Stream<String> early(History history) {
		Faults faults = new Faults(history);
		Set<Long> worked = history.all(Type.BEGAN)
			.stream()
			.filter((body) -> body.key().equals(LOCK))
			.map(Entry::token)
			.collect(Collectors.toSet());
		List<Grant> grants = new ArrayList<>(Grant.of(history).getOrDefault(LOCK, List.of()));
		grants.sort(Comparator.comparingLong(Grant::knownAt));
		Stream.Builder<String> violations = Stream.builder();
		for (int i = 1; i < grants.size(); i++) {
			Grant one = grants.get(i - 1);
			Grant next = grants.get(i);
			long nanos = next.knownAt() - one.askedAt();
			if (nanos < TimeUnit.MILLISECONDS.toNanos(Limits.MIN_HOLD_MILLIS) && worked.contains(one.token())
					&& !faults.mayBeOver(one, next.knownAt())) {
				violations.add("%s was granted to %s %d ms after %s, which is less than the minimum hold time"
					.formatted(LOCK, next.worker(), nanos / 1_000_000, one.worker()));
			}
		}
		return violations.build();
	}

}
