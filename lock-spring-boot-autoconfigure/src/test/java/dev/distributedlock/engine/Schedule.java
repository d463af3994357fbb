// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens when. Everything that happens has been decided beforehand, so that steps
 * can be left out without changing the others.
 *
 * @param seed decides what is not a step: how fast clocks run, for example
 * @param steps what happens, in order
 */
record Schedule(long seed, List<Step> steps) {

	/**
	 * The chain of steps that happen by themselves.
	 */
	static final int NOBODY = -1;

	/**
	 * One step.
	 *
	 * @param at when, or as soon as the chain can take it
	 * @param chain whose step it is
	 * @param text describes it
	 * @param action does it
	 */
	record Step(Duration at, int chain, String text, Consumer<World> action) {
	}

	List<Step> stepsOf(int chain) {
		return this.steps.stream().filter((step) -> step.chain() == chain).toList();
	}

	Duration duration() {
		return this.steps.stream().map(Step::at).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	Schedule without(int from, int length) {
		return new Schedule(this.seed,
				IntStream.range(0, this.steps.size())
					.filter((index) -> index < from || index >= from + length)
					.mapToObj(this.steps::get)
					.toList());
	}

	@Override
	public String toString() {
		return "Schedule " + this.seed
				+ this.steps.stream()
					.map((step) -> "\n  " + step.at().toMillis() + "ms "
							+ ((step.chain() >= 0) ? "chain " + step.chain() : "nobody") + ": " + step.text())
					.collect(Collectors.joining());
	}

}
