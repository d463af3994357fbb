// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Collects what is measured.
 */
public final class Results {

	private final List<Row> rows = new ArrayList<>();

	private final Map<String, long[]> exclusion = new LinkedHashMap<>();

	private final TreeSet<String> notes = new TreeSet<>();

	/**
	 * Add a measure, and show it.
	 * @param measure what was measured, and in what unit
	 * @param bar what has to be reached, null if nothing has
	 * @param figures the figures by contender
	 */
	public void add(String measure, @Nullable Bar bar, Map<String, Figures> figures) {
		Row row = new Row(measure, bar, figures);
		this.rows.add(row);
		System.out.println(MarkdownReport.line(row));
	}

	/**
	 * Add how often a lock was granted, and how often somebody else had it.
	 * @param contender whose lock
	 * @param grants the number of grants
	 * @param violations the number of grants while somebody else had the lock
	 */
	public synchronized void exclusion(String contender, long grants, long violations) {
		long[] sums = this.exclusion.computeIfAbsent(contender, (name) -> new long[2]);
		sums[0] += grants;
		sums[1] += violations;
	}

	/**
	 * Add what a reader has to know.
	 * @param note the note
	 */
	public void note(String note) {
		if (this.notes.add(note)) {
			System.out.println(note);
		}
	}

	List<Row> rows() {
		return this.rows;
	}

	/**
	 * Grants and violations by contender.
	 */
	Map<String, long[]> exclusion() {
		return this.exclusion;
	}

	TreeSet<String> notes() {
		return this.notes;
	}

}
