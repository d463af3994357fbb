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

package dev.distributedlock.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What was measured, once in each round.
 *
 * @param rounds the values, not empty
 * @author The Distributed Lock authors
 */
public record Figures(List<Double> rounds) {

	/**
	 * Return figures of something that each round tells.
	 * @param <T> the type of what a round results in
	 * @param results the results
	 * @param value the value of a result
	 * @return the figures
	 */
	public static <T> Figures of(List<T> results, ToDoubleFunction<T> value) {
		return new Figures(results.stream().mapToDouble(value).boxed().toList());
	}

	/**
	 * Return the median.
	 * @return the median
	 */
	public double median() {
		List<Double> sorted = sorted();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * Return the smallest value.
	 * @return the value
	 */
	public double min() {
		return sorted().get(0);
	}

	/**
	 * Return the largest value.
	 * @return the value
	 */
	public double max() {
		return sorted().get(this.rounds.size() - 1);
	}

	private List<Double> sorted() {
		return this.rounds.stream().sorted().toList();
	}

	@Override
	public String toString() {
		String median = format(median());
		return (this.rounds.size() == 1) ? median : "%s (%s–%s)".formatted(median, format(min()), format(max()));
	}

	static String format(double value) {
		if (value == Math.rint(value) || Math.abs(value) >= 100) {
			return String.format(Locale.ROOT, "%,.0f", value);
		}
		return String.format(Locale.ROOT, (Math.abs(value) >= 10) ? "%.1f" : "%.2f", value);
	}

}
