// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks histories.
 */
public final class Checker {

	private final Map<String, Invariant> invariants = new LinkedHashMap<>();

	/**
	 * Create a new checker.
	 * @param limits how much time things may take
	 */
	public Checker(Limits limits) {
		this.invariants.put("I1 tokens rise", new TokensRise());
		this.invariants.put("I2 effects are fenced", new EffectsAreFenced(limits.registersGuarded()));
		this.invariants.put("I3 grants are disjoint", new GrantsAreDisjoint());
		this.invariants.put("I4/I5 bodies overlap in faults only", new BodiesOverlapInFaultsOnly(limits));
		this.invariants.put("I6 loss is signalled", new LossIsSignalled(limits));
		this.invariants.put("I7 held is never too long", new HeldIsNeverTooLong());
		this.invariants.put("I8 locks are taken over", new LocksAreTakenOver(limits));
		this.invariants.put("I9 occurrences run once", new OccurrencesRunOnce(limits));
		this.invariants.put("I10 registers add up", new RegistersAddUp(limits.registersGuarded()));
		this.invariants.put("I10 updates are lost in overlaps only", new UpdatesAreLostInOverlapsOnly());
		this.invariants.put("I11 answers are true", new AnswersAreTrue());
		this.invariants.put("I11 failures have reasons", new FailuresHaveReasons(limits));
		this.invariants.put("I11 busy is answered", new BusyIsAnswered());
		this.invariants.put("I12 grants are durable", new GrantsAreDurable());
	}

	/**
	 * Check a history.
	 * @param history what was recorded
	 * @return what is wrong
	 */
	public List<Violation> check(History history) {
		return this.invariants.entrySet()
			.stream()
			.flatMap((invariant) -> invariant.getValue()
				.violations(history)
				.map((text) -> new Violation(invariant.getKey(), text)))
			.toList();
	}

}
