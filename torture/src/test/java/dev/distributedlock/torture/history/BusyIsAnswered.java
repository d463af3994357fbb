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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I11. A store whose memory is full may fail to grant a lock, but not to refuse it: a
 * request for a lock that was surely taken all the time does not fail.
 *
 * @author The Distributed Lock authors
 */
final class BusyIsAnswered implements Invariant {

	@Override
	public Stream<String> violations(History history) {
		Map<String, List<Grant>> grants = Grant.of(history);
		return history.all(Type.FAULT)
			.stream()
			.filter((fault) -> FaultKind.of(fault) == FaultKind.MEMORY_FULL)
			.flatMap((fault) -> history.all(Type.ACQUIRE)
				.stream()
				.filter((request) -> request.is(Entry.MAYBE) && fault.contains(request)))
			.filter((request) -> grants.getOrDefault(request.key(), List.of())
				.stream()
				.anyMatch((grant) -> isTaken(grant, request)))
			.map((request) -> "A request of %s for %s failed, which was taken".formatted(request.worker(),
					request.key()));
	}

	private static boolean isTaken(Grant grant, Entry request) {
		return !grant.acquisition().equals(request.id()) && grant.knownAt() < request.from()
				&& request.to() < grant.surelyUntil();
	}

}
