// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What was measured, once in each round.
 *
 * @param rounds the values, not empty
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
