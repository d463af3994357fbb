// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * I4 and I5. Work under one lock overlaps only if the holder that has lost it had been
 * told before the other began, or as soon as a busy machine can, and went on: work may be
 * free to, or stuck in a call that knows no interrupts; or if its process stood still
 * between the end of its lease and that moment; or if the store was made to forget its
 * grant. That it could not reach the store is no excuse. Nor may it go on for long.
 */
final class BodiesOverlapInFaultsOnly implements Invariant {

	private final Limits limits;

	BodiesOverlapInFaultsOnly(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Faults faults = new Faults(history);
		Map<String, Grant> grants = Grant.byToken(history);
		Losses losses = new Losses(history);
		return Overlap.of(history)
			.stream()
			.flatMap((overlap) -> check(overlap, grantOf(overlap.stale(), grants), grantOf(overlap.current(), grants),
					losses, faults));
	}

	private static @Nullable Grant grantOf(Body body, Map<String, Grant> grants) {
		return grants.get(body.lock() + " " + body.token());
	}

	private Stream<String> check(Overlap overlap, @Nullable Grant stale, @Nullable Grant current, Losses losses,
			Faults faults) {
		if (stale == null || current == null) {
			return Stream.empty();
		}
		long known = Math.min(losses.toldAt(stale.lock(), stale.token()), overlap.stale().to());
		if (known < overlap.current().from()) {
			return Stream.empty();
		}
		boolean soon = overlap.current().from() >= stale.deadline()
				&& known - stale.deadline() <= this.limits.tick().toNanos();
		String worker = stale.worker();
		boolean stoodStill = faults.standstills(worker, stale.deadline(), overlap.current().from())
			.findAny()
			.isPresent();
		if (!soon && !stoodStill && !faults.mayBeOver(stale, current.knownAt())) {
			return Stream.of("%s and %s worked under %s at the same time for %d ms, and %s could have known"
				.formatted(worker, current.worker(), stale.lock(), overlap.nanos() / 1_000_000, worker));
		}
		long awake = faults.awake(worker, Math.max(stale.deadline(), overlap.from()), overlap.to());
		return (awake <= this.limits.lease().plus(this.limits.tick()).toNanos()) ? Stream.empty()
				: Stream.of("%s went on under %s for %d ms after it had lost it and could have known".formatted(worker,
						stale.lock(), awake / 1_000_000));
	}

}
