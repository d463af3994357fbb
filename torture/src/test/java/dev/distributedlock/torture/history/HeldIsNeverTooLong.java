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

import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I7. {@code isHeld()} is never true when the lease time is over, which begins with the
 * latest request that was granted, not with its answer.
 *
 * @author The Distributed Lock authors
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
