// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I11. A store whose memory is full may fail to grant a lock, but not to refuse it: a
 * request for a lock that was surely taken all the time does not fail.
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
