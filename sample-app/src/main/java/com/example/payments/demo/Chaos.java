// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Kills and suspends replicas in the middle of a settlement.
 */
final class Chaos {

	/**
	 * As many payments as keep a settlement busy for more than half of its period.
	 */
	private static final int MANY = 12;

	private static final long CALM_MILLIS = 750;

	private static final int ATTEMPTS = 5;

	private static final Duration RUN_PATIENCE = Duration.ofSeconds(3);

	private static final Duration PATIENCE = Duration.ofSeconds(12);

	private final Cluster cluster;

	private final Records records;

	private final Customer customer;

	private final Progress progress;

	private final Duration leaseTime;

	Chaos(Cluster cluster, Records records, Customer customer, Progress progress, Duration leaseTime) {
		this.cluster = cluster;
		this.records = records;
		this.customer = customer;
		this.progress = progress;
		this.leaseTime = leaseTime;
	}

	/**
	 * Kill, replace, suspend: everything that can happen to a replica, once.
	 */
	void cycle() {
		kill();
		Pause.millis(1000);
		this.progress.event("starting another replica");
		this.cluster.start(1).forEach((name) -> this.progress.event(name + " is up"));
		Pause.millis(1000);
		suspend();
	}

	private void kill() {
		Run run = runInProgress();
		ChildProcess replica = this.cluster.replica(run.replica());
		this.cluster.kill(run.replica());
		this.records.record(Fault.Kind.KILL, run, replica.pid());
		this.progress.event(run.replica() + " has been killed (SIGKILL)"
				+ (this.records.isUnfinished(run) ? " in the middle of its run" : " just after its run"));
		Pause.until(PATIENCE, 50,
				() -> this.records.runsAfter(run.id()).stream().anyMatch((next) -> next.isOf(Job.SETTLEMENT)));
	}

	private void suspend() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Run run = runInProgress();
			Optional<Suspension> suspension = suspend(run);
			if (suspension.isPresent()) {
				awaitEnd(run, suspension.get());
				return;
			}
		}
		throw new DemonstrationException("No settlement ran long enough to suspend its replica");
	}

	/**
	 * Suspend a replica in the middle of a run, and not in the middle of a transaction:
	 * the rows that it has written to would stay locked, and everybody would wait for the
	 * database and not for the lock.
	 */
	private Optional<Suspension> suspend(Run run) {
		ChildProcess replica = this.cluster.replica(run.replica());
		while (this.records.isUnfinished(run)) {
			Suspension suspension = Suspension.begin(replica, this.leaseTime.plusSeconds(3));
			if (Pause.until(Duration.ofMillis(60), 10, this.records::areRowsFree) && this.records.isUnfinished(run)) {
				this.cluster.suspended(run.replica());
				this.records.record(Fault.Kind.PAUSE, run, replica.pid());
				return Optional.of(suspension);
			}
			suspension.cancel();
			Pause.millis(10);
		}
		return Optional.empty();
	}

	private void awaitEnd(Run run, Suspension suspension) {
		this.progress.event(run.replica() + " has been suspended (SIGSTOP) in the middle of its run");
		suspension.await();
		this.progress.event(run.replica() + " goes on (SIGCONT)");
		boolean refused = Pause.until(PATIENCE, 50,
				() -> this.records.refusedWrites().stream().anyMatch((write) -> write.token() == run.token()));
		this.progress
			.event("its late write was " + (refused ? "refused: token " + run.token() + " is stale" : "not refused"));
		this.cluster.resumed(run.replica());
	}

	/**
	 * Wait for the time when one settlement has ended and the next has not begun.
	 */
	private void awaitCalm() {
		long sinceTick = this.records.now().toEpochMilli() % Job.SETTLEMENT.period().toMillis();
		Pause.millis(Math.floorMod(CALM_MILLIS - sinceTick, Job.SETTLEMENT.period().toMillis()));
	}

	/**
	 * Let a long settlement begin.
	 * @return the run, as soon as it is there
	 */
	private Run runInProgress() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			awaitCalm();
			this.customer.payMany(MANY);
			long last = this.records.lastRun();
			Optional<Run> run = awaitRunAfter(last);
			if (run.isPresent()) {
				return run.get();
			}
		}
		throw new DemonstrationException("No settlement is running");
	}

	private Optional<Run> awaitRunAfter(long last) {
		AtomicReference<Optional<Run>> found = new AtomicReference<>(Optional.empty());
		Pause.until(RUN_PATIENCE, 10, () -> {
			found.set(this.records.unfinishedRunAfter(Job.SETTLEMENT, last));
			return found.get().isPresent();
		});
		return found.get();
	}

}
