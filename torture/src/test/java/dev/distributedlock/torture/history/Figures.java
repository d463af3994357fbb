// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * What happened in phases of one kind.
 *
 * @param phases how many there were
 * @param calls how many calls
 * @param grants how many grants of a lock
 * @param accepted how many effects at fences
 * @param refused how many effects a fence refused
 * @param lost how many losses holders were told of
 * @param overlaps for how many nanoseconds each overlap lasted, sorted
 * @param takeOvers how many nanoseconds after the fault each lock that its victim had was
 * granted to another worker, sorted
 */
public record Figures(int phases, long calls, long grants, long accepted, long refused, long lost, List<Long> overlaps,
		List<Long> takeOvers) {

	/**
	 * So often a hot lock is granted at least.
	 */
	private static final double PER_SECOND = 1;

	private static final long EFFECTIVE = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * Compute the figures of a history, by kind of phase.
	 * @param history the history
	 * @return the figures
	 */
	public static Map<String, Figures> of(History history) {
		List<Overlap> overlaps = Overlap.of(history);
		Map<String, List<Grant>> grants = Grant.of(history);
		Map<String, List<Grant>> hot = hot(grants, history);
		Map<String, List<Body>> bodies = Body.of(history);
		Map<String, Figures> figures = new LinkedHashMap<>();
		for (Entry phase : history.all(Type.PHASE)) {
			LongPredicate in = (time) -> time >= phase.from() && time < phase.to();
			figures.merge(phase.key(), new Figures(1, count(history, Type.CALL, in),
					grants.values().stream().flatMap(List::stream).filter((grant) -> in.test(grant.knownAt())).count(),
					atFences(history, in, Entry.DONE), atFences(history, in, Entry.REFUSED),
					count(history, Type.LOST, in),
					overlaps.stream()
						.filter((overlap) -> in.test(overlap.from()))
						.map(Overlap::nanos)
						.sorted()
						.toList(),
					history.all(Type.FAULT)
						.stream()
						.filter((fault) -> in.test(fault.from()) && FaultKind.of(fault) != FaultKind.STALL)
						.flatMap((fault) -> takeOvers(fault, hot, bodies))
						.sorted()
						.toList()),
					Figures::plus);
		}
		return figures;
	}

	private static long count(History history, Type type, LongPredicate in) {
		return history.all(type).stream().filter((entry) -> in.test(entry.to())).count();
	}

	private static long atFences(History history, LongPredicate in, String outcome) {
		return history.all(Type.EFFECT)
			.stream()
			.filter((effect) -> in.test(effect.to()) && effect.is(outcome) && EffectKind.isAtFence(effect))
			.count();
	}

	/**
	 * Of a lock that is rarely asked for, the time to the next grant would tell nothing.
	 */
	private static Map<String, List<Grant>> hot(Map<String, List<Grant>> grants, History history) {
		double seconds = history.all(Type.PHASE).stream().mapToLong((phase) -> phase.to() - phase.from()).sum() / 1e9;
		Map<String, List<Grant>> hot = new HashMap<>(grants);
		hot.values().removeIf((ofLock) -> ofLock.size() < seconds * PER_SECOND);
		return hot;
	}

	private static Stream<Long> takeOvers(Entry fault, Map<String, List<Grant>> grants,
			Map<String, List<Body>> bodies) {
		return bodies.values()
			.stream()
			.flatMap(List::stream)
			.filter((body) -> (fault.worker().equals("*") || fault.worker().equals(body.worker()))
					&& body.from() <= fault.from() && isInterrupted(body, fault))
			.flatMap((body) -> takeOver(fault, body, grants.getOrDefault(body.lock(), List.of())).stream());
	}

	/**
	 * Whether the work had not ended before the fault took effect.
	 */
	private static boolean isInterrupted(Body body, Entry fault) {
		return body.to() == fault.from() || body.to() >= fault.from() + EFFECTIVE;
	}

	private static Optional<Long> takeOver(Entry fault, Body body, List<Grant> grants) {
		return grants.stream()
			.filter((grant) -> grant.askedAt() > fault.from() && grant.token() != body.token()
					&& (fault.worker().equals("*") || !grant.worker().equals(body.worker())))
			.min(Comparator.comparingLong(Grant::knownAt))
			.map((grant) -> grant.knownAt() - fault.from());
	}

	/**
	 * Add other figures.
	 * @param other the others
	 * @return the sums
	 */
	public Figures plus(Figures other) {
		return new Figures(this.phases + other.phases, this.calls + other.calls, this.grants + other.grants,
				this.accepted + other.accepted, this.refused + other.refused, this.lost + other.lost,
				sorted(this.overlaps, other.overlaps), sorted(this.takeOvers, other.takeOvers));
	}

	private static List<Long> sorted(List<Long> one, List<Long> other) {
		List<Long> all = new ArrayList<>(one);
		all.addAll(other);
		return all.stream().sorted().toList();
	}

	/**
	 * Return how long all overlaps together lasted.
	 * @return milliseconds
	 */
	public long overlapMillis() {
		return this.overlaps.stream().mapToLong(Long::longValue).sum() / 1_000_000;
	}

	/**
	 * Return how long the longest overlap lasted.
	 * @return milliseconds
	 */
	public long longestOverlapMillis() {
		return HandOvers.percentile(this.overlaps, 100) / 1_000_000;
	}

	/**
	 * Return a percentile of the times until a lock was taken over.
	 * @param percent which
	 * @return milliseconds
	 */
	public long takeOverMillis(int percent) {
		return HandOvers.percentile(this.takeOvers, percent) / 1_000_000;
	}

}
