// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I10. A register has every effect that was acknowledged and none that was refused, and
 * its value is the number of its effects: no update is lost. That goes for registers that
 * not the lock alone protects, see {@link UpdatesAreLostInOverlapsOnly}. Balances that
 * are in the database of the locks may lose what was acknowledged while that lost its
 * last commits.
 */
final class RegistersAddUp implements Invariant {

	private final boolean balancesAlways;

	RegistersAddUp(boolean balancesAlways) {
		this.balancesAlways = balancesAlways;
	}

	@Override
	public Stream<String> violations(History history) {
		return Stream.concat(acknowledged(history), values(history));
	}

	private Stream<String> acknowledged(History history) {
		Set<String> accepted = history.all(Type.ACCEPTED)
			.stream()
			.map((effect) -> effect.id() + " " + effect.key())
			.collect(Collectors.toSet());
		Faults faults = new Faults(history);
		return history.all(Type.EFFECT).stream().flatMap((effect) -> {
			boolean there = accepted.contains(effect.id() + " " + effect.key());
			if (effect.is(Entry.DONE) && !there && !mayBeLost(effect, faults)) {
				return Stream.of("An effect of %s on %s was acknowledged and is not there".formatted(effect.worker(),
						effect.key()));
			}
			return (effect.is(Entry.REFUSED) && there)
					? Stream
						.of("An effect of %s on %s was refused and is there".formatted(effect.worker(), effect.key()))
					: Stream.empty();
		});
	}

	private boolean mayBeLost(Entry effect, Faults faults) {
		return this.balancesAlways && EffectKind.isBalance(effect) && faults.anyFailover(effect.from(), effect.to());
	}

	private Stream<String> values(History history) {
		Map<String, Long> counts = history.all(Type.ACCEPTED)
			.stream()
			.collect(Collectors.groupingBy((effect) -> effect.detail() + " " + effect.key(), Collectors.counting()));
		return history.all(Type.TOTAL)
			.stream()
			.filter((total) -> isProtected(total.detail()))
			.filter((total) -> total.token() != counts.getOrDefault(total.detail() + " " + total.key(), 0L))
			.map((total) -> "The %s of %s is %d after %d effects".formatted(total.detail(), total.key(), total.token(),
					counts.getOrDefault(total.detail() + " " + total.key(), 0L)));
	}

	private boolean isProtected(String kind) {
		return !kind.equals(EffectKind.PLAIN) && (this.balancesAlways || !kind.equals(EffectKind.BALANCE));
	}

}
