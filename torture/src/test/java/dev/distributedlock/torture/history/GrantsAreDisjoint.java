// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I3. The store never has two grants of a lock at the same time, by what its answers
 * allow to conclude, and by its own clock where it wrote down its table. Nor does it
 * revive what is over. Only a store that was made to forget is excused, or whose clock
 * was set forward.
 */
final class GrantsAreDisjoint implements Invariant {

	@Override
	public Stream<String> violations(History history) {
		Faults faults = new Faults(history);
		return Stream.concat(Grant.of(history).values().stream().flatMap((grants) -> inAnswers(grants, faults)),
				history.byKey(Type.ROW).values().stream().flatMap(GrantsAreDisjoint::inTable));
	}

	private static Stream<String> inAnswers(List<Grant> grants, Faults faults) {
		Stream.Builder<String> violations = Stream.builder();
		List<Grant> sorted = grants.stream().sorted(Comparator.comparingLong(Grant::knownAt)).toList();
		for (int i = 0; i < sorted.size(); i++) {
			Grant first = sorted.get(i);
			for (int j = i + 1; j < sorted.size() && sorted.get(j).knownAt() < first.surelyUntil(); j++) {
				Grant second = sorted.get(j);
				if (first.surelyOverlaps(second) && !faults.mayBeOver(first, second.knownAt())) {
					violations.add("%s was granted to %s (token %d) while %s had it (token %d)".formatted(first.lock(),
							second.worker(), second.token(), first.worker(), first.token()));
				}
			}
		}
		return violations.build();
	}

	private static Stream<String> inTable(List<Entry> rows) {
		Stream.Builder<String> violations = Stream.builder();
		Entry last = null;
		for (Entry row : rows) {
			if (last != null && !last.is(TableRow.GONE) && row.is(TableRow.HELD)) {
				if (!row.id().equals(last.id()) && row.from() < last.to()) {
					violations.add("%s was granted at %d in the table, but was taken until %d".formatted(row.key(),
							row.from(), last.to()));
				}
				if (row.id().equals(last.id()) && row.to() > last.to() && isRevival(row, last)) {
					violations.add("%s was over at %d in the table, and was revived at %d".formatted(row.key(),
							last.to(), row.time()));
				}
			}
			last = row;
		}
		return violations.build();
	}

	/**
	 * Whether a renewal came too late. It decides by the clock before it writes, and may
	 * write a little later.
	 */
	private static boolean isRevival(Entry row, Entry last) {
		return last.is(TableRow.FREE) || row.time() - last.to() > TableRow.SLACK_MICROS;
	}

}
