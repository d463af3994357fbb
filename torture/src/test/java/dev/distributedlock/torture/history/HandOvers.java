// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * How long locks stayed free while somebody of another process waited for them.
 */
final class HandOvers {

	private HandOvers() {
	}

	/**
	 * Find the times from the end of a release to the beginning of the request that was
	 * granted next.
	 */
	static List<Long> of(History history) {
		return of(history, (release) -> true);
	}

	/**
	 * Find these times for some releases.
	 */
	static List<Long> of(History history, Predicate<Entry> wanted) {
		List<Long> times = new ArrayList<>();
		Map<String, List<Entry>> waits = history.all(Type.CALL)
			.stream()
			.filter((call) -> call.time() > 0)
			.collect(Collectors.groupingBy(Entry::key));
		Map<String, List<Entry>> releases = history.all(Type.RELEASE)
			.stream()
			.filter((release) -> release.is(Entry.DONE) && wanted.test(release))
			.collect(Collectors.groupingBy(Entry::key));
		Grant.of(history).forEach((lock, grants) -> {
			List<Grant> sorted = grants.stream().sorted(Comparator.comparingLong(Grant::knownAt)).toList();
			for (Entry release : releases.getOrDefault(lock, List.of())) {
				sorted.stream()
					.filter((grant) -> grant.knownAt() > release.to())
					.findFirst()
					.filter((grant) -> !grant.worker().equals(release.worker())
							&& isAwaited(waits.getOrDefault(lock, List.of()), grant, release))
					.ifPresent((grant) -> times.add(Math.max(0, grant.askedAt() - release.to())));
			}
		});
		return times.stream().sorted().toList();
	}

	private static boolean isAwaited(List<Entry> waits, Grant grant, Entry release) {
		return waits.stream()
			.anyMatch((wait) -> wait.worker().equals(grant.worker()) && wait.from() < release.from()
					&& wait.to() >= grant.knownAt());
	}

	/**
	 * Return a percentile of sorted values, zero if there are none.
	 */
	static long percentile(List<Long> sorted, int percent) {
		return sorted.isEmpty() ? 0 : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
	}

}
