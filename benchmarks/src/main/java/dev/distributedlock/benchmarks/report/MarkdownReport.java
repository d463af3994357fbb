// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.benchmarks.contender.Contender;

/**
 * The results for people.
 */
final class MarkdownReport {

	private MarkdownReport() {
	}

	static String of(Results results, Map<String, String> environment) {
		StringBuilder text = new StringBuilder("# Results\n\n");
		environment.forEach((name, value) -> text.append("- %s: %s\n".formatted(name, value)));
		text.append("\nMedians of the rounds, with the smallest and the largest in brackets.\n\n");
		text.append("| measure | ours | bar | aim | reached | beside it |\n|---|---|---|---|---|---|\n");
		results.rows().forEach((row) -> text.append(line(row)).append('\n'));
		text.append("\n## Mutual exclusion\n\n| contender | grants | while somebody else held the lock |\n");
		text.append("|---|---|---|\n");
		results.exclusion()
			.forEach((contender, sums) -> text.append("| %s | %,d | %,d |\n".formatted(contender, sums[0], sums[1])));
		if (!results.notes().isEmpty()) {
			text.append("\n## Notes\n\n");
			results.notes().forEach((note) -> text.append("- ").append(note).append('\n'));
		}
		return text.toString();
	}

	static String line(Row row) {
		Figures ours = row.figures().get(Contender.OURS);
		Bar bar = row.bar();
		String verdict = (bar != null && ours != null) ? bar.verdict(ours.median()) : "";
		return "| %s | %s | %s | %s | %s |".formatted(row.measure(), (ours != null) ? ours : "not measured",
				(bar != null) ? bar : " | ", verdict, others(row));
	}

	private static String others(Row row) {
		return row.figures()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(Contender.OURS))
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining("; "));
	}

}
