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

package dev.distributedlock.torture.history;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I9. Of every occurrence there is at most one effect, and exactly one if somebody was
 * healthy all the time.
 *
 * @author The Distributed Lock authors
 */
final class OccurrencesRunOnce implements Invariant {

	private final Limits limits;

	OccurrencesRunOnce(Limits limits) {
		this.limits = limits;
	}

	@Override
	public Stream<String> violations(History history) {
		Map<String, Integer> effects = new HashMap<>();
		history.all(Type.ACCEPTED)
			.stream()
			.filter((effect) -> effect.is(EffectKind.OCCURRENCE))
			.forEach((effect) -> effects.merge(effect.id(), 1, Integer::sum));
		Stream<String> repeated = effects.entrySet()
			.stream()
			.filter((effect) -> effect.getValue() > 1)
			.map((effect) -> "Occurrence %s had %d effects".formatted(effect.getKey(), effect.getValue()));
		Stream<String> missing = history.by(Type.EFFECT, Entry::id)
			.entrySet()
			.stream()
			.filter((tried) -> tried.getKey().startsWith(EffectKind.OCCURRENCE))
			.filter((tried) -> !effects.containsKey(tried.getKey()))
			.map((tried) -> tried.getValue().get(0))
			.filter((tried) -> isCalm(tried, history))
			.map((tried) -> tried.id() + " had no effect, and nothing had happened");
		return Stream.concat(repeated, missing);
	}

	private boolean isCalm(Entry tried, History history) {
		long before = this.limits.lease().plus(this.limits.tick()).toNanos();
		return history.all(Type.FAULT).stream().noneMatch((fault) -> fault.overlaps(tried.from() - before, tried.to()));
	}

}
