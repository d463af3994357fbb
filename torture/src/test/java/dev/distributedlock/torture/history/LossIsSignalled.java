// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * I6. A holder whose work continues after its lease learns that it is lost when the lease
 * time is over, which is before the store gives the lock to others, or when the store has
 * refused a renewal; give or take what a busy machine needs while the process is not
 * paused.
 */
final class LossIsSignalled implements Invariant {

	private final Limits limits;

	LossIsSignalled(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Faults faults = new Faults(history);
		Losses losses = new Losses(history);
		Map<String, List<Body>> bodies = Body.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.collect(Collectors.groupingBy((body) -> body.lock() + " " + body.token()));
		return Grant.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.flatMap((grant) -> bodies.getOrDefault(grant.lock() + " " + grant.token(), List.of())
				.stream()
				.flatMap((body) -> check(grant, body, losses, faults)));
	}

	private Stream<String> check(Grant grant, Body body, Losses losses, Faults faults) {
		long told = Math.min(losses.toldAt(grant.lock(), grant.token()), body.to());
		long late = faults.awake(body.worker(), Math.min(grant.deadline(), grant.refusedAt()), told);
		return (late <= this.limits.tick().toNanos()) ? Stream.empty()
				: Stream.of("%s was not told for %d ms that it had lost %s (token %d)".formatted(body.worker(),
						late / 1_000_000, body.lock(), body.token()));
	}

}
