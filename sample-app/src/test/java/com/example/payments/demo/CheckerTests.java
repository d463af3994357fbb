// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Checker}: a flawless history, and what it must find if something is
 * changed in it.
 */
class CheckerTests {

	private static final Instant START = Instant.parse("2026-11-22T10:00:00.500Z");

	private static final Duration LEASE_TIME = Duration.ofSeconds(3);

	private static final long PID = 100;

	private static final long OTHER_PID = 200;

	private final List<Run> runs = new ArrayList<>();

	private final List<Grant> grants = new ArrayList<>();

	private final List<Fault> faults = new ArrayList<>();

	private final List<RefusedWrite> refusedWrites = new ArrayList<>();

	private long lostUpdates;

	/**
	 * Twenty ticks of the settlement and four of the report.
	 */
	@BeforeEach
	void flawless() {
		for (int second = 1; second <= 20; second++) {
			add(Job.SETTLEMENT, second);
			if (second % 5 == 0) {
				add(Job.REPORT, second);
			}
		}
	}

	@Test
	void flawlessHistoryPasses() {
		Findings findings = check();
		assertThat(findings.violations()).isEmpty();
		assertThat(findings.ticks()).isEqualTo(24);
		assertThat(findings.excusedTicks()).isZero();
		assertThat(findings.effectiveRuns()).isEqualTo(24);
		assertThat(findings.takeoverMillis()).isEmpty();
	}

	@Test
	void runsOutsideTheWindowDoNotCount() {
		add(Job.SETTLEMENT, 0);
		this.grants.remove(this.grants.size() - 1);
		assertThat(check().violations()).isEmpty();
		assertThat(check().runs()).isEqualTo(24);
	}

	@Test
	void missingRunIsFound() {
		this.runs.removeIf((run) -> run.tick().equals(tick(7)));
		assertThat(check().violations()).singleElement().asString().contains("settlement", "did not run");
	}

	@Test
	void missingReportIsFound() {
		this.runs.removeIf((run) -> run.isOf(Job.REPORT) && run.tick().equals(tick(10)));
		assertThat(check().violations()).singleElement().asString().contains("report", "did not run");
	}

	@Test
	void runWithoutEffectIsNoRun() {
		replace(7,
				(run) -> new Run(run.id(), run.job(), run.tick(), run.replica(), run.token(), run.startedAt(), null));
		assertThat(check().violations()).singleElement().asString().contains("did not run");
		assertThat(check().effectiveRuns()).isEqualTo(23);
		assertThat(check().runs()).isEqualTo(24);
	}

	@Test
	void secondRunOfATickIsFound() {
		replace(8, (run) -> new Run(run.id(), run.job(), tick(7), run.replica(), run.token(), run.startedAt(),
				run.completedAt()));
		Findings findings = check();
		assertThat(findings.duplicates()).isEqualTo(1);
		assertThat(findings.violations()).hasSize(2).anyMatch((text) -> text.contains("ran 2 times"));
	}

	@Test
	void overlapIsFound() {
		replace(7, (run) -> new Run(run.id(), run.job(), run.tick(), run.replica(), run.token(), run.startedAt(),
				tick(8).plusMillis(500)));
		Findings findings = check();
		assertThat(findings.overlaps()).isEqualTo(1);
		assertThat(findings.violations()).singleElement().asString().contains("before that of");
	}

	@Test
	void grantThatBeginsBeforeTheLastOneEndsIsFound() {
		Grant grant = grant(7);
		this.grants.set(this.grants.indexOf(grant),
				new Grant(grant.job(), grant.token(), grant.pid(), grant.acquiredAt(), tick(8).plusMillis(500), true));
		assertThat(check().violations()).singleElement().asString().contains("was granted");
	}

	@Test
	void runWithoutAGrantIsFound() {
		this.grants.remove(grant(7));
		assertThat(check().violations()).singleElement().asString().contains("never granted");
	}

	@Test
	void lostTransferIsFound() {
		this.lostUpdates = 2;
		assertThat(check().violations()).singleElement().asString().contains("2 transfers");
	}

	@Test
	void ticksOfADeadHolderAreExcused() {
		crash(Fault.Kind.KILL, 7);
		Findings findings = check();
		assertThat(findings.violations()).isEmpty();
		assertThat(findings.excusedTicks()).isEqualTo(4);
		assertThat(findings.ticks()).isEqualTo(20);
		assertThat(findings.takeoverMillis()).containsExactly(3910L);
	}

	@Test
	void tickAfterTheLeaseOfADeadHolderIsNotExcused() {
		crash(Fault.Kind.KILL, 7);
		this.runs.removeIf((run) -> run.tick().equals(tick(11)));
		assertThat(check().violations()).singleElement().asString().contains("did not run");
	}

	@Test
	void lateTakeoverIsFound() {
		crash(Fault.Kind.KILL, 7);
		this.runs.removeIf((run) -> run.tick().isAfter(tick(7)) && run.tick().isBefore(tick(13)));
		assertThat(check().violations()).anyMatch((text) -> text.contains("Nobody took over"));
	}

	@Test
	void leaseThatKeepsOnLivingExcusesNothing() {
		crash(Fault.Kind.KILL, 7);
		this.runs.removeIf((run) -> run.tick().equals(tick(11)));
		Grant grant = grant(7);
		this.grants.set(this.grants.indexOf(grant),
				new Grant(grant.job(), grant.token(), grant.pid(), grant.acquiredAt(), tick(11).plusMillis(20), false));
		assertThat(check().violations()).anyMatch((text) -> text.contains("at most 4"));
	}

	@Test
	void leaseOfAnotherReplicaExcusesNothing() {
		crash(Fault.Kind.KILL, 7);
		this.faults.clear();
		assertThat(check().violations()).hasSize(4).allMatch((text) -> text.contains("did not run"));
	}

	@Test
	void leaseOfAReplicaThatWentOnExcusesOnlyWhatItHadWhenItWasSuspended() {
		crash(Fault.Kind.PAUSE, 7);
		refuse(7);
		replace(13,
				(run) -> new Run(run.id(), run.job(), run.tick(), run.replica(), run.token(), run.startedAt(), null));
		Grant grant = grant(13);
		this.grants.set(this.grants.indexOf(grant),
				new Grant(grant.job(), grant.token(), PID, grant.acquiredAt(), tick(14), false));
		assertThat(check().violations()).singleElement().asString().contains("did not run");
	}

	@Test
	void refusedStaleWritePasses() {
		crash(Fault.Kind.PAUSE, 7);
		refuse(7);
		assertThat(check().violations()).isEmpty();
		assertThat(check().refusedStaleWrites()).isEqualTo(1);
	}

	@Test
	void acceptedStaleWriteIsFound() {
		crash(Fault.Kind.PAUSE, 7);
		refuse(6);
		assertThat(check().violations()).singleElement().asString().contains("was not refused");
	}

	private Findings check() {
		return Checker.check(new Evidence(START, tick(20).plusMillis(500), LEASE_TIME, this.runs, this.grants,
				this.faults, this.refusedWrites, this.lostUpdates));
	}

	private static Instant tick(int second) {
		return START.minusMillis(500).plusSeconds(second);
	}

	private static long token(int second) {
		return tick(second).toEpochMilli() * 1000;
	}

	private void add(Job job, int second) {
		Instant tick = tick(second);
		Instant startedAt = tick.plusMillis(10);
		this.runs.add(new Run(this.runs.size(), job.name(), tick, "replica-2", token(second), startedAt,
				startedAt.plusMillis(50)));
		this.grants.add(new Grant(job.name(), token(second), OTHER_PID, startedAt, tick.plusMillis(510), true));
	}

	private Grant grant(int second) {
		return this.grants.stream()
			.filter((grant) -> grant.isOf(Job.SETTLEMENT) && grant.token() == token(second))
			.findFirst()
			.orElseThrow();
	}

	private void replace(int second, UnaryOperator<Run> change) {
		this.runs.replaceAll(
				(run) -> (run.isOf(Job.SETTLEMENT) && run.tick().equals(tick(second))) ? change.apply(run) : run);
	}

	/**
	 * Stop the run of a tick in its middle, so that the lease keeps the lock for three
	 * more ticks.
	 */
	private void crash(Fault.Kind kind, int second) {
		this.faults.add(new Fault(kind, "replica-1", PID, token(second), tick(second).plusMillis(100)));
		replace(second,
				(run) -> new Run(run.id(), run.job(), run.tick(), "replica-1", run.token(), run.startedAt(), null));
		Grant grant = grant(second);
		this.grants.set(this.grants.indexOf(grant), new Grant(grant.job(), grant.token(), PID, grant.acquiredAt(),
				grant.acquiredAt().plus(LEASE_TIME), false));
		for (int i = 1; i <= 3; i++) {
			Instant tick = tick(second + i);
			this.runs.removeIf((run) -> run.isOf(Job.SETTLEMENT) && run.tick().equals(tick));
			this.grants.remove(grant(second + i));
		}
	}

	private void refuse(int second) {
		this.refusedWrites.add(new RefusedWrite(Job.SETTLEMENT.name(), "replica-1", token(second)));
	}

}
