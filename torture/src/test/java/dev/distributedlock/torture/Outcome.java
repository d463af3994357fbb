// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.util.List;
import java.util.Map;

import dev.distributedlock.torture.history.Figures;
import dev.distributedlock.torture.history.Violation;

/**
 * What came of a run.
 *
 * @param store the name of the store
 * @param seed with which it was run
 * @param figures the figures by kind of phase
 * @param violations what was wrong
 * @param remarks what else a reader should know
 */
record Outcome(String store, long seed, Map<String, Figures> figures, List<Violation> violations,
		List<String> remarks) {

	long grants() {
		return this.figures.values().stream().mapToLong(Figures::grants).sum();
	}

	/**
	 * Describe the outcome for people.
	 */
	String describe() {
		return "%s, seed %d: %d violations%n%n%s".formatted(this.store, this.seed, this.violations.size(),
				Markdown.table(this.figures));
	}

}
