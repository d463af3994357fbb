// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I7. {@code isHeld()} is never true when the lease time is over, which begins with the
 * latest request that was granted, not with its answer.
 */
final class HeldIsNeverTooLong implements Invariant {

	@Override
	public Stream<String> violations(History history) {
		Map<String, Grant> grants = Grant.byToken(history);
		return history.all(Type.HELD)
			.stream()
			.flatMap((held) -> check(held, grants.get(held.key() + " " + held.token())));
	}

	private static Stream<String> check(Entry held, @Nullable Grant grant) {
		if (grant == null) {
			return Stream.of("%s held %s with token %d, which was never granted".formatted(held.worker(), held.key(),
					held.token()));
		}
		return (held.from() <= grant.deadline()) ? Stream.empty()
				: Stream.of("%s held %s (token %d) %d ms after the end of its lease".formatted(held.worker(),
						held.key(), held.token(), (held.from() - grant.deadline()) / 1_000_000));
	}

}
