// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import dev.distributedlock.benchmarks.report.Figures;

/**
 * Relates contenders to one of them, round by round.
 */
final class Ratios {

	private Ratios() {
	}

	/**
	 * Return ratios.
	 * @param results the results of the rounds by contender
	 * @param reference whom to relate to; if it is not there, there are no ratios
	 * @param value the value of a result
	 * @return the figures of the others
	 */
	static <T> Map<String, Figures> of(Map<String, List<T>> results, String reference, ToDoubleFunction<T> value) {
		List<T> floor = results.getOrDefault(reference, List.of());
		Map<String, Figures> ratios = new LinkedHashMap<>();
		results.forEach((name, rounds) -> {
			if (!name.equals(reference) && !floor.isEmpty()) {
				ratios.put(name, new Figures(IntStream.range(0, rounds.size())
					.mapToObj((round) -> value.applyAsDouble(rounds.get(round)) / value.applyAsDouble(floor.get(round)))
					.toList()));
			}
		});
		return ratios;
	}

	/**
	 * Return the values themselves.
	 * @param results the results of the rounds by contender
	 * @param value the value of a result
	 * @return the figures
	 */
	static <T> Map<String, Figures> absolute(Map<String, List<T>> results, ToDoubleFunction<T> value) {
		Map<String, Figures> figures = new LinkedHashMap<>();
		results.forEach((name, rounds) -> figures.put(name, Figures.of(rounds, value)));
		return figures;
	}

}
