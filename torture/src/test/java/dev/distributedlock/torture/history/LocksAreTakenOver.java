// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I8. No grant is for longer than the lease time, which is for how long a crashed holder
 * is in the way of others. Nobody is refused a lock for longer than the lease and a
 * margin after anybody can have been granted it: whatever happens, it becomes free. A
 * free lock that somebody waits for does not stay free.
 */
final class LocksAreTakenOver implements Invariant {

	private final Limits limits;

	LocksAreTakenOver(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Map<String, List<Entry>> requests = new HashMap<>(history.byKey(Type.ACQUIRE));
		history.byKey(Type.RENEW)
			.forEach((lock, renewals) -> requests.merge(lock, renewals,
					(one, other) -> Stream.concat(one.stream(), other.stream()).toList()));
		Map<String, Long> locks = history.all(Type.ACQUIRE)
			.stream()
			.collect(Collectors.groupingBy(Entry::id, Collectors.mapping(Entry::key, distinctCount())));
		return Stream
			.of(tooLong(history), requests.values().stream().flatMap((ofLock) -> stuck(ofLock, locks)),
					slowHandOver(history))
			.flatMap((violations) -> violations);
	}

	private Stream<String> tooLong(History history) {
		long nanos = this.limits.lease().toNanos();
		Stream<Entry> answers = Stream.of(Type.ACQUIRE, Type.RENEW)
			.flatMap((type) -> history.all(type).stream())
			.filter((answer) -> answer.is(Entry.DONE) && answer.time() > nanos);
		Stream<Entry> rows = history.all(Type.ROW)
			.stream()
			.filter((row) -> row.is(TableRow.HELD) && row.to() - row.time() > nanos / 1000);
		return Stream.concat(answers, rows)
			.map((grant) -> "%s was granted to %s for longer than the lease time (%s)".formatted(grant.key(),
					grant.worker(), grant.type()));
	}

	private static Collector<String, ?, Long> distinctCount() {
		return Collectors.collectingAndThen(Collectors.toSet(), (keys) -> (long) keys.size());
	}

	/**
	 * Look for refusals long after the last request that may have been granted. Whoever
	 * asks for several locks may have been refused because of another.
	 */
	private Stream<String> stuck(List<Entry> requests, Map<String, Long> locks) {
		Stream.Builder<String> violations = Stream.builder();
		long patience = this.limits.lease().plus(this.limits.takeOver()).toNanos();
		long last = Long.MAX_VALUE;
		for (Entry request : requests.stream()
			.sorted(Comparator.comparingLong(LocksAreTakenOver::knownOrAsked))
			.toList()) {
			if (!request.is(Entry.BUSY)) {
				last = (last == Long.MAX_VALUE) ? request.to() : Math.max(last, request.to());
			}
			else if (last != Long.MAX_VALUE && request.from() - last > patience
					&& locks.getOrDefault(request.id(), 1L) == 1) {
				violations.add("%s was refused %d ms after anybody can have been granted it".formatted(request.key(),
						(request.from() - last) / 1_000_000));
			}
		}
		return violations.build();
	}

	/**
	 * Before a refusal was known, another request may have been granted.
	 */
	private static long knownOrAsked(Entry request) {
		return request.is(Entry.BUSY) ? request.to() : request.from();
	}

	/**
	 * Where that is looked at; and while the store cannot notify those who wait, who must
	 * find out by themselves before long.
	 */
	private Stream<String> slowHandOver(History history) {
		Duration handOver = this.limits.handOver();
		Stream<String> always = (handOver != null) ? slow(HandOvers.of(history), handOver) : Stream.empty();
		return Stream.concat(always,
				history.all(Type.FAULT)
					.stream()
					.filter((fault) -> FaultKind.of(fault) == FaultKind.NOTIFICATIONS_FULL)
					.flatMap((fault) -> slow(HandOvers.of(history, fault::contains), this.limits.tick())));
	}

	private static Stream<String> slow(List<Long> times, Duration limit) {
		long median = HandOvers.percentile(times, 50);
		return (median <= limit.toNanos()) ? Stream.empty()
				: Stream.of("Locks that somebody waited for stayed free for %d ms at the median of %d"
					.formatted(median / 1_000_000, times.size()));
	}

}
