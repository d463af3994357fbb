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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * I9. Of every occurrence there is at most one effect, and exactly one if somebody was
 * healthy all the time, unless the one before was still going on.
 *
 * @author The Distributed Lock authors
 */
final class OccurrencesRunOnce implements Invariant {

	/**
	 * For so long a lock is kept at least.
	 */
	private static final long HOLD = TimeUnit.MILLISECONDS.toNanos(700);

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
			.filter((tried) -> isCalm(tried, history) && !isTaken(tried, history))
			.map((tried) -> tried.id() + " had no effect, and nothing had happened");
		return Stream.concat(repeated, missing);
	}

	private boolean isCalm(Entry tried, History history) {
		long before = this.limits.lease().plus(this.limits.tick()).toNanos();
		return history.all(Type.FAULT).stream().noneMatch((fault) -> fault.overlaps(tried.from() - before, tried.to()));
	}

	private static boolean isTaken(Entry tried, History history) {
		Set<Long> others = history.all(Type.EFFECT)
			.stream()
			.filter((effect) -> effect.id().startsWith(EffectKind.OCCURRENCE) && !effect.id().equals(tried.id()))
			.map(Entry::token)
			.collect(Collectors.toSet());
		return Body.of(history)
			.values()
			.stream()
			.flatMap(List::stream)
			.filter((body) -> body.lock().endsWith(":" + tried.key()) && others.contains(body.token()))
			.anyMatch((body) -> body.from() <= tried.to() && Math.max(body.to(), body.from() + HOLD) >= tried.from());
	}

}
