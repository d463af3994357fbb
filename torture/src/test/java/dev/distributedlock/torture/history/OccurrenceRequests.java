// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * The requests for the lock of what is to be done once, which has a minimum hold time.
 */
final class OccurrenceRequests {

	private static final long MIN_HOLD = TimeUnit.MILLISECONDS.toNanos(Limits.MIN_HOLD_MILLIS);

	private final List<Entry> requests;

	private final Map<String, Long> releases;

	private final Limits limits;

	OccurrenceRequests(History history, String lock, Limits limits) {
		this.requests = Stream.of(Type.ACQUIRE, Type.RENEW)
			.flatMap((type) -> history.all(type).stream())
			.filter((request) -> request.key().equals(lock))
			.toList();
		this.releases = history.all(Type.RELEASE)
			.stream()
			.filter((release) -> release.key().equals(lock) && release.is(Entry.DONE))
			.collect(Collectors.toMap(Entry::id, Entry::to, Math::min));
		this.limits = limits;
	}

	/**
	 * Whether a request may have kept everybody from the lock for a part of a span: one
	 * from before that was not over, or one of which nobody knows how it ended.
	 * @param sick to whose requests something may have happened
	 */
	boolean anyInTheWay(long from, long to, Set<String> sick) {
		return this.requests.stream()
			.filter((request) -> mayBeGranted(request) && request.from() < to && freeAgain(request, sick) > from)
			.anyMatch((request) -> request.from() < from || !isOver(request, sick));
	}

	private static boolean mayBeGranted(Entry request) {
		return request.is(Entry.DONE) || request.is(Entry.MAYBE);
	}

	private long freeAgain(Entry request, Set<String> sick) {
		if (!isOver(request, sick)) {
			return request.to() + this.limits.lease().toNanos();
		}
		long released = this.releases.get(request.id());
		return (request.type() == Type.ACQUIRE) ? Math.max(released, request.to() + MIN_HOLD) : released;
	}

	/**
	 * Whether it was granted in time to be worked under, and released.
	 */
	private boolean isOver(Entry request, Set<String> sick) {
		return !sick.contains(request.worker()) && this.releases.containsKey(request.id()) && !isLate(request);
	}

	/**
	 * Whether the lease was over, or about to be, when its holder learned of it.
	 */
	private boolean isLate(Entry request) {
		return request.to() - request.from() > this.limits.lease().minus(this.limits.tick()).toNanos();
	}

	/**
	 * Describe what was asked for in a span, and the answers.
	 */
	String describe(long from, long to) {
		return this.requests.stream()
			.filter((request) -> request.overlaps(from, to))
			.map((request) -> "%s %s %s after %d to %d ms".formatted(request.worker(), request.type(), request.detail(),
					TimeUnit.NANOSECONDS.toMillis(request.from() - from),
					TimeUnit.NANOSECONDS.toMillis(request.to() - from)))
			.collect(Collectors.joining("; ", "[", "]"));
	}

}
