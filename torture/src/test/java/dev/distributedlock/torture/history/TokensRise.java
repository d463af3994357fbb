// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I1. Of two grants of a lock of which one was known before the other was asked for, the
 * later has the larger token; no two have the same, unless there were two masters for a
 * while, which may grant in the same microsecond. In the lock table, every grant has a
 * larger token than all before, and the one that its holder was told.
 */
final class TokensRise implements Invariant {

	@Override
	public Stream<String> violations(History history) {
		Faults faults = new Faults(history);
		return Stream
			.of(Grant.of(history).values().stream().flatMap((grants) -> inAnswers(grants, faults)),
					history.byKey(Type.ROW).values().stream().flatMap(TokensRise::inTable), otherThanTold(history))
			.flatMap((violations) -> violations);
	}

	private static Stream<String> otherThanTold(History history) {
		Map<String, Set<Long>> tokens = history.all(Type.ROW)
			.stream()
			.collect(Collectors.groupingBy((row) -> row.key() + " " + row.id(),
					Collectors.mapping(Entry::token, Collectors.toSet())));
		return history.all(Type.ACQUIRE)
			.stream()
			.filter((answer) -> answer.is(Entry.DONE))
			.filter((answer) -> !tokens.getOrDefault(answer.key() + " " + answer.id(), Set.of(answer.token()))
				.contains(answer.token()))
			.map((answer) -> "%s was told token %d of %s, and the table has %s".formatted(answer.worker(),
					answer.token(), answer.key(), tokens.get(answer.key() + " " + answer.id())));
	}

	private static Stream<String> inAnswers(List<Grant> grants, Faults faults) {
		Stream.Builder<String> violations = Stream.builder();
		Map<Long, Grant> byToken = new HashMap<>();
		List<Grant> known = grants.stream().sorted(Comparator.comparingLong(Grant::knownAt)).toList();
		int next = 0;
		long largest = 0;
		for (Grant grant : grants.stream().sorted(Comparator.comparingLong(Grant::askedAt)).toList()) {
			while (known.get(next).knownAt() < grant.askedAt()) {
				largest = Math.max(largest, known.get(next++).token());
			}
			if (grant.token() <= largest) {
				violations
					.add("%s was granted with token %d after token %d".formatted(grant.lock(), grant.token(), largest));
			}
			Grant other = byToken.put(grant.token(), grant);
			if (other != null && !faults.anyFailover(other.askedAt(), grant.knownAt())) {
				violations.add("%s was granted twice with token %d".formatted(grant.lock(), grant.token()));
			}
		}
		return violations.build();
	}

	private static Stream<String> inTable(List<Entry> rows) {
		Stream.Builder<String> violations = Stream.builder();
		long largest = 0;
		String acquisition = "";
		for (Entry row : rows) {
			if (row.token() < largest || (row.token() == largest && !row.id().equals(acquisition))) {
				violations
					.add("%s has token %d in the table after token %d".formatted(row.key(), row.token(), largest));
			}
			largest = Math.max(largest, row.token());
			acquisition = row.id();
		}
		return violations.build();
	}

}
