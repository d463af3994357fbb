// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.List;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I12. Where every commit waits for a standby, nothing is granted or renewed while that
 * receives nothing: a holder would rely on what the next primary does not know.
 */
final class GrantsAreDurable implements Invariant {

	@Override
	public Stream<String> violations(History history) {
		List<Entry> gaps = history.all(Type.FAULT)
			.stream()
			.filter((fault) -> FaultKind.of(fault) == FaultKind.UNREPLICATED)
			.toList();
		return Stream.of(Type.ACQUIRE, Type.RENEW)
			.flatMap((type) -> history.all(type).stream())
			.filter((answer) -> answer.is(Entry.DONE))
			.filter((answer) -> gaps.stream().anyMatch((gap) -> gap.contains(answer)))
			.map((answer) -> "%s of %s by %s was granted, and no standby had it".formatted(answer.type(), answer.key(),
					answer.worker()));
	}

}
