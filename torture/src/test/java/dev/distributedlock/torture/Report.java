// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Figures;

/**
 * The figures of a long run.
 */
final class Report {

	private static final int MANY = 20;

	/**
	 * Where fewer locks are granted, nothing was tried.
	 */
	private static final int GRANTS = 100;

	private final long seed;

	private final long began = System.nanoTime();

	private final Map<String, Map<String, Figures>> figures = new LinkedHashMap<>();

	private final List<String> violations = new ArrayList<>();

	private final List<String> remarks = new ArrayList<>();

	Report(long seed) {
		this.seed = seed;
	}

	void add(Outcome outcome) {
		Map<String, Figures> ofStore = this.figures.computeIfAbsent(outcome.store(), (store) -> new TreeMap<>());
		outcome.figures().forEach((fault, figures) -> ofStore.merge(fault, figures, Figures::plus));
		outcome.violations()
			.stream()
			.limit(MANY)
			.forEach((violation) -> this.violations
				.add("%s, seed %d: %s".formatted(outcome.store(), outcome.seed(), violation)));
		outcome.remarks()
			.forEach(
					(remark) -> this.remarks.add("%s, seed %d: %s".formatted(outcome.store(), outcome.seed(), remark)));
		if (outcome.grants() < GRANTS) {
			this.violations
				.add("%s, seed %d: only %d grants".formatted(outcome.store(), outcome.seed(), outcome.grants()));
		}
	}

	/**
	 * Add a round that could not be run.
	 */
	void addFailure(String store, long seed, Exception ex) {
		this.violations.add("%s, seed %d: not run to its end: %s".formatted(store, seed, ex));
	}

	List<String> violations() {
		return this.violations;
	}

	long grants() {
		return all().values().stream().mapToLong(Figures::grants).sum();
	}

	/**
	 * Write it for people and for programs.
	 */
	void write(Path folder) throws IOException {
		Files.createDirectories(folder);
		Files.writeString(folder.resolve("report.md"), markdown());
		Files.writeString(folder.resolve("report.json"), json());
	}

	private String markdown() {
		String head = "# Torture%n%nSeeds from %d, violations: %d, duration in minutes: %d.%n".formatted(this.seed,
				this.violations.size(), minutes());
		Map<String, Map<String, Figures>> sections = new LinkedHashMap<>();
		sections.put("All stores", all());
		sections.putAll(this.figures);
		return sections.entrySet()
			.stream()
			.map((store) -> "%n## %s%n%n%s%n%s%n".formatted(store.getKey(), Markdown.table(store.getValue()),
					Markdown.bound(store.getValue())))
			.collect(Collectors.joining("", head,
					items("Violations", this.violations) + items("Remarks", this.remarks)));
	}

	private static String items(String title, List<String> items) {
		return items.isEmpty() ? ""
				: items.stream().map("- "::concat).collect(Collectors.joining("\n", "\n## " + title + "\n\n", "\n"));
	}

	private Map<String, Figures> all() {
		Map<String, Figures> all = new TreeMap<>();
		this.figures.values()
			.forEach((ofStore) -> ofStore.forEach((fault, figures) -> all.merge(fault, figures, Figures::plus)));
		return all;
	}

	private long minutes() {
		return Duration.ofNanos(System.nanoTime() - this.began).toMinutes();
	}

	private String json() {
		return this.figures.entrySet()
			.stream()
			.map((store) -> "\"%s\": {%s}".formatted(store.getKey(), faults(store.getValue())))
			.collect(Collectors.joining(",\n", "{\"seed\": %d, \"minutes\": %d, \"violations\": %d, \"stores\": {%n"
				.formatted(this.seed, minutes(), this.violations.size()), "\n}}\n"));
	}

	private static String faults(Map<String, Figures> figures) {
		return figures.entrySet()
			.stream()
			.map((fault) -> "%n\"%s\": %s".formatted(fault.getKey(), Json.of(fault.getValue())))
			.collect(Collectors.joining(","));
	}

}
