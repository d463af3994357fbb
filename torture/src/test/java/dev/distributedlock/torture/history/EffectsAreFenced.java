// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I2. A fenced register accepts no token below one that it has accepted before, so that
 * the effects of one token follow each other; and it refuses nobody who has the lock.
 */
final class EffectsAreFenced implements Invariant {

	/**
	 * Of balances, which are no fence, that is true where their commit is guarded.
	 */
	private final boolean balances;

	EffectsAreFenced(boolean balances) {
		this.balances = balances;
	}

	@Override
	public Stream<String> violations(History history) {
		return Stream.concat(refusedHolders(history),
				history.by(Type.ACCEPTED, (entry) -> entry.detail() + " " + entry.key())
					.values()
					.stream()
					.filter((effects) -> isFenced(effects.get(0).detail()))
					.flatMap(EffectsAreFenced::falling));
	}

	private static Stream<String> refusedHolders(History history) {
		Faults faults = new Faults(history);
		Map<String, List<Grant>> grants = Grant.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.collect(Collectors.groupingBy((grant) -> grant.worker() + " " + grant.token()));
		return history.all(Type.EFFECT)
			.stream()
			.filter((effect) -> effect.is(Entry.REFUSED))
			.filter((effect) -> grants.getOrDefault(effect.worker() + " " + effect.token(), List.of())
				.stream()
				.anyMatch((grant) -> grant.lock().endsWith(":" + effect.key()) && effect.to() < grant.surelyUntil()
						&& !faults.mayBeOver(grant, effect.to())))
			.map((effect) -> "%s was refused at %s with token %d, and had the lock".formatted(effect.worker(),
					effect.key(), effect.token()));
	}

	private boolean isFenced(String kind) {
		return !kind.equals(EffectKind.PLAIN) && (this.balances || !kind.equals(EffectKind.BALANCE));
	}

	private static Stream<String> falling(List<Entry> effects) {
		Stream.Builder<String> violations = Stream.builder();
		long largest = 0;
		for (Entry effect : effects) {
			if (effect.token() < largest) {
				violations.add("The %s register of %s accepted token %d after token %d".formatted(effect.detail(),
						effect.key(), effect.token(), largest));
			}
			largest = Math.max(largest, effect.token());
		}
		return violations.build();
	}

}
