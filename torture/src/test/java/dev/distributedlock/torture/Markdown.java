// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Figures;

/**
 * Writes figures for people.
 */
final class Markdown {

	private static final String HEAD = """
			| fault | times | grants | effects at fences | refused | losses told | overlaps | in all, ms | longest, ms \
			| take-overs | p50, ms | p99, ms | max, ms |
			|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
			""";

	private Markdown() {
	}

	static String table(Map<String, Figures> figures) {
		return figures.entrySet()
			.stream()
			.map((row) -> row(row.getKey(), row.getValue()))
			.collect(Collectors.joining("", HEAD, ""));
	}

	/**
	 * Tell what "none was seen" is worth.
	 */
	static String bound(Map<String, Figures> figures) {
		long grants = figures.values().stream().mapToLong(Figures::grants).sum();
		return "%,d grants: \"none\" means fewer than 3 in %,d (%.4f %%) with 95 %% confidence.".formatted(grants,
				grants, 300.0 / Math.max(1, grants));
	}

	private static String row(String name, Figures row) {
		return "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s |%n".formatted(
				name.equals("NONE") ? "no fault" : name.toLowerCase().replace('_', ' '), row.phases(), row.grants(),
				row.accepted(), row.refused(), row.lost(), row.overlaps().size(), row.overlapMillis(),
				row.longestOverlapMillis(), row.takeOvers().size(), takeOver(row, 50), takeOver(row, 99),
				takeOver(row, 100));
	}

	private static String takeOver(Figures row, int percent) {
		return row.takeOvers().isEmpty() ? "" : Long.toString(row.takeOverMillis(percent));
	}

}
