// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes from the database's records whether every tick was run once.
 */
final class Checker {

	private final Evidence evidence;

	private final Excuses excuses;

	private final List<String> violations = new ArrayList<>();

	private int ticks;

	private int excusedTicks;

	private int runs;

	private int effectiveRuns;

	private int duplicates;

	private int overlaps;

	private Checker(Evidence evidence) {
		this.evidence = evidence;
		this.excuses = new Excuses(evidence.grants(), evidence.faults());
	}

	static Findings check(Evidence evidence) {
		return new Checker(evidence).check();
	}

	private Findings check() {
		Job.ALL.forEach(this::check);
		List<Long> takeoverMillis = this.evidence.faults()
			.stream()
			.filter((fault) -> fault.kind() == Fault.Kind.KILL)
			.flatMap((fault) -> takeover(fault).stream())
			.map(Duration::toMillis)
			.toList();
		this.evidence.faults().stream().filter((fault) -> fault.kind() == Fault.Kind.PAUSE).forEach(this::checkRefusal);
		if (this.evidence.lostUpdates() > 0) {
			violation("%d transfers were lost", this.evidence.lostUpdates());
		}
		return new Findings(this.ticks, this.excusedTicks, this.runs, this.effectiveRuns, this.duplicates,
				this.overlaps, this.evidence.refusedWrites().size(), this.evidence.lostUpdates(), takeoverMillis,
				List.copyOf(this.violations));
	}

	private void check(Job job) {
		List<Instant> ticks = job.ticks(this.evidence.from(), this.evidence.upTo()).toList();
		List<Run> runs = this.evidence.runs()
			.stream()
			.filter((run) -> run.isOf(job) && ticks.contains(run.tick()))
			.toList();
		List<Run> effective = runs.stream().filter(Run::isEffective).toList();
		this.runs += runs.size();
		this.effectiveRuns += effective.size();
		checkTicks(job, ticks, effective);
		checkOverlaps(job, effective);
		List<Grant> grants = this.evidence.grants().stream().filter((grant) -> grant.isOf(job)).toList();
		checkGrants(job, grants);
		effective.forEach((run) -> checkGranted(run, grants));
	}

	private void checkTicks(Job job, List<Instant> ticks, List<Run> effective) {
		int excused = 0;
		for (Instant tick : ticks) {
			long count = effective.stream().filter((run) -> run.tick().equals(tick)).count();
			if (this.excuses.isExcused(job, tick)) {
				excused++;
			}
			else if (count == 0) {
				violation("The %s of %s did not run, grants at that time: %s", job.name(), tick,
						grantsDuring(job, tick));
			}
			if (count > 1) {
				this.duplicates += (int) count - 1;
				violation("The %s of %s ran %d times", job.name(), tick, count);
			}
		}
		this.ticks += ticks.size() - excused;
		this.excusedTicks += excused;
		long excusable = this.evidence.faults().size() * (this.evidence.leaseTime().dividedBy(job.period()) + 1);
		if (excused > excusable) {
			violation("%d ticks of the %s were kept from running by leases, at most %d can be", excused, job.name(),
					excusable);
		}
	}

	private List<String> grantsDuring(Job job, Instant tick) {
		return this.evidence.grants()
			.stream()
			.filter((grant) -> grant.isOf(job) && grant.expiresAt().isAfter(tick)
					&& grant.acquiredAt().isBefore(tick.plus(job.period())))
			.map((grant) -> "to process %d from %s to %s".formatted(grant.pid(), grant.acquiredAt(), grant.expiresAt()))
			.toList();
	}

	private void checkOverlaps(Job job, List<Run> effective) {
		for (int i = 0; i < effective.size(); i++) {
			for (int j = 0; j < i; j++) {
				if (effective.get(j).overlaps(effective.get(i))) {
					this.overlaps++;
					violation("The %s of %s began in %s before that of %s had ended in %s", job.name(),
							effective.get(i).tick(), effective.get(i).replica(), effective.get(j).tick(),
							effective.get(j).replica());
				}
			}
		}
	}

	private void checkGrants(Job job, List<Grant> grants) {
		for (int i = 1; i < grants.size(); i++) {
			Grant previous = grants.get(i - 1);
			Grant grant = grants.get(i);
			if (grant.acquiredAt().isBefore(previous.expiresAt())) {
				violation("The lock of the %s was granted at %s with token %d before grant %d ended at %s", job.name(),
						grant.acquiredAt(), grant.token(), previous.token(), previous.expiresAt());
			}
		}
	}

	private void checkGranted(Run run, List<Grant> grants) {
		if (grants.stream().noneMatch((grant) -> grant.token() == run.token())) {
			violation("The %s of %s ran in %s with token %d, which was never granted", run.job(), run.tick(),
					run.replica(), run.token());
		}
	}

	private Optional<Duration> takeover(Fault kill) {
		Optional<Duration> takeover = this.evidence.runs()
			.stream()
			.filter((run) -> run.isOf(Job.SETTLEMENT) && run.isEffective() && run.startedAt().isAfter(kill.at()))
			.findFirst()
			.map((run) -> Duration.between(kill.at(), run.startedAt()));
		Duration longest = this.evidence.leaseTime().plus(Job.SETTLEMENT.period().multipliedBy(2));
		if (takeover.filter((time) -> time.compareTo(longest) <= 0).isEmpty()) {
			violation("Nobody took over from %s, killed at %s, within %s", kill.replica(), kill.at(), longest);
		}
		return takeover;
	}

	private void checkRefusal(Fault pause) {
		if (this.evidence.refusedWrites()
			.stream()
			.noneMatch((write) -> write.replica().equals(pause.replica()) && write.token() == pause.token())) {
			violation("The stale write of %s, suspended at %s, was not refused", pause.replica(), pause.at());
		}
	}

	private void violation(String text, Object... arguments) {
		this.violations.add(text.formatted(arguments));
	}

}
