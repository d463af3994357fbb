// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.ansi.AnsiColor;

/**
 * The verdict and what it rests on.
 *
 * @param store which database
 * @param replicas how many replicas
 * @param ticks see {@link Findings}
 * @param excusedTicks see {@link Findings}
 * @param runs see {@link Findings}
 * @param effectiveRuns see {@link Findings}
 * @param duplicates see {@link Findings}
 * @param overlaps see {@link Findings}
 * @param refusedStaleWrites see {@link Findings}
 * @param lostUpdates see {@link Findings}
 * @param kills how many replicas were killed
 * @param pauses how many replicas were suspended
 * @param takeoverMillis see {@link Findings}
 * @param leaseMillis how long a crashed holder blocks others
 * @param controlDuplicates how many effective runs were too many without the lock
 * @param controlLostUpdates by how many transfers the balances were wrong without the
 * lock
 * @param verdict PASSED or FAILED
 * @param violations why it failed
 */
record Proof(String store, int replicas, int ticks, int excusedTicks, int runs, int effectiveRuns, int duplicates,
		int overlaps, int refusedStaleWrites, long lostUpdates, long kills, long pauses, List<Long> takeoverMillis,
		long leaseMillis, int controlDuplicates, long controlLostUpdates, Verdict verdict, List<String> violations) {

	private static final int MAX_LINES = 20;

	enum Verdict {

		PASSED, FAILED

	}

	static Proof of(Options options, Evidence guarded, Evidence control) {
		Findings findings = Checker.check(guarded);
		Findings without = Checker.check(control);
		List<String> violations = new ArrayList<>(findings.violations());
		if (without.duplicates() == 0) {
			violations.add("No tick ran twice without the lock: nothing has been shown");
		}
		return new Proof(options.store().toString(), options.replicas(), findings.ticks(), findings.excusedTicks(),
				findings.runs(), findings.effectiveRuns(), findings.duplicates(), findings.overlaps(),
				findings.refusedStaleWrites(), findings.lostUpdates(), guarded.count(Fault.Kind.KILL),
				guarded.count(Fault.Kind.PAUSE), findings.takeoverMillis(), guarded.leaseTime().toMillis(),
				without.duplicates(), without.lostUpdates(), violations.isEmpty() ? Verdict.PASSED : Verdict.FAILED,
				violations);
	}

	@JsonIgnore
	boolean isPassed() {
		return this.verdict == Verdict.PASSED;
	}

	void write(Path file) {
		JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file, this);
	}

	void print() {
		Progress.headline("What the database recorded:");
		System.out.printf("""
				  %d ticks had to run, and %d more might: a dead or suspended replica still had the lock
				  %d runs had their effect, %d of them were too many, %d overlapped
				  kills: %d, after %s ms another replica ran the settlement (lease: %d ms)
				  pauses: %d; %d stale writes refused by their token; %d transfers lost
				  without the lock: %d runs too many, %d transfers lost
				""", this.ticks, this.excusedTicks, this.effectiveRuns, this.duplicates, this.overlaps, this.kills,
				this.takeoverMillis, this.leaseMillis, this.pauses, this.refusedStaleWrites, this.lostUpdates,
				this.controlDuplicates, this.controlLostUpdates);
		this.violations.stream().limit(MAX_LINES).forEach((text) -> Progress.print(AnsiColor.RED, "  " + text));
		Progress.print(isPassed() ? AnsiColor.GREEN : AnsiColor.RED, this.verdict.name());
	}

}
