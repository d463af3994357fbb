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

import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I4 and I5. Work under one lock overlaps only if the process of the holder that has lost
 * it was slow or cut off meanwhile, or the store was made to forget; and not for long
 * after that. Or if the holder had been told before anybody else began, and went on: work
 * may be free to, or stuck in a call that knows no interrupts.
 *
 * @author The Distributed Lock authors
 */
final class BodiesOverlapInFaultsOnly implements Invariant {

	private final Limits limits;

	BodiesOverlapInFaultsOnly(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Faults faults = new Faults(history);
		return Overlap.of(history)
			.stream()
			.filter((overlap) -> !wasTold(overlap, history))
			.flatMap((overlap) -> check(overlap, faults));
	}

	private static boolean wasTold(Overlap overlap, History history) {
		Body stale = overlap.stale();
		return history.all(Type.LOST)
			.stream()
			.anyMatch((signal) -> signal.key().equals(stale.lock()) && signal.token() == stale.token()
					&& signal.to() < overlap.current().from());
	}

	private Stream<String> check(Overlap overlap, Faults faults) {
		Body stale = overlap.stale();
		long lease = this.limits.lease().toNanos();
		long end = faults.of(stale.worker(), stale.from() - lease, overlap.to(), FaultKind::excusesOverlap)
			.mapToLong(Entry::to)
			.max()
			.orElse(Long.MIN_VALUE);
		if (end == Long.MIN_VALUE) {
			return Stream.of("%s and %s worked under %s at the same time for %d ms, and nothing had happened to %s"
				.formatted(stale.worker(), overlap.current().worker(), stale.lock(), overlap.nanos() / 1_000_000,
						stale.worker()));
		}
		long latest = Math.max(end, overlap.from()) + lease + this.limits.tick().toNanos();
		return (overlap.to() <= latest) ? Stream.empty()
				: Stream.of("%s went on under %s for %d ms after it had lost it and could have known"
					.formatted(stale.worker(), stale.lock(), (overlap.to() - end) / 1_000_000));
	}

}
