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
 * @author The Distributed Lock authors
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
