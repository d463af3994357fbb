// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I10, where nothing but the lock protects a register. It loses updates only of those who
 * had the lock at the same time, from the beginning of their work until they sent the
 * release, which is after the commit: as many at most as there are such pairs.
 */
final class UpdatesAreLostInOverlapsOnly implements Invariant {

	private static final String LOCKS = "t:hot:";

	@Override
	public Stream<String> violations(History history) {
		Map<String, List<Body>> spans = spans(history);
		Map<String, Long> effects = history.all(Type.ACCEPTED)
			.stream()
			.collect(Collectors.groupingBy((effect) -> effect.detail() + " " + effect.key(), Collectors.counting()));
		return history.all(Type.TOTAL).stream().flatMap((total) -> {
			long lost = effects.getOrDefault(total.detail() + " " + total.key(), 0L) - total.token();
			long overlaps = Overlap.of(spans.getOrDefault(LOCKS + total.key(), List.of())).size();
			return (lost <= overlaps) ? Stream.empty() : Stream.of("The %s of %s lost %d updates in %d overlaps"
				.formatted(total.detail(), total.key(), lost, overlaps));
		});
	}

	/**
	 * The bodies, by lock, until their locks were released.
	 */
	private static Map<String, List<Body>> spans(History history) {
		Map<String, Long> releases = new HashMap<>();
		history.all(Type.RELEASE)
			.forEach((release) -> releases.merge(release.key() + " " + release.id(), release.from(), Math::min));
		Map<String, Long> ends = new HashMap<>();
		Grant.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.forEach((grant) -> ends.put(grant.lock() + " " + grant.token(),
					releases.getOrDefault(grant.lock() + " " + grant.acquisition(), 0L)));
		Map<String, Long> calls = history.all(Type.CALL)
			.stream()
			.collect(Collectors.toMap((call) -> call.worker() + call.id(), Entry::to, Math::max));
		return Body.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.map((body) -> body.until(ends.getOrDefault(body.lock() + " " + body.token(), 0L),
					calls.getOrDefault(body.worker() + body.call(), 0L)))
			.sorted(Comparator.comparingLong(Body::from))
			.collect(Collectors.groupingBy(Body::lock));
	}

}
