// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.boot.ansi.AnsiColor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets replicas run in a fresh schema, and gives what the database recorded.
 *
 * @param options what the user asked for
 * @param children starts the replicas
 * @param database how the schema is reached
 */
record Scenario(Options options, Children children, DatabaseAccess database) {

	/**
	 * The lease time in {@code application-demonstration.yml}.
	 */
	static final Duration LEASE_TIME = Duration.ofSeconds(3);

	/**
	 * How often replicas are killed and suspended.
	 */
	private static final Duration CYCLE = Duration.ofSeconds(30);

	private static final Duration WARM_UP = Duration.ofSeconds(2);

	private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(30);

	private static final Duration CALM = Duration.ofSeconds(2);

	/**
	 * How long after a tick its run has ended for sure.
	 */
	private static final Duration GRACE = Duration.ofMillis(1200);

	Evidence guarded() {
		return play(true, this.options.duration(), this.options.chaos());
	}

	/**
	 * The same without the lock, and without chaos: nothing else can be to blame.
	 */
	Evidence unguarded(Duration duration) {
		return play(false, duration, false);
	}

	private Evidence play(boolean locked, Duration duration, boolean chaos) {
		Cluster cluster = new Cluster(this.children, this.database, locked);
		try (HikariDataSource dataSource = this.database.connect()) {
			JdbcClient jdbc = JdbcClient.create(dataSource);
			Progress.print(AnsiColor.DEFAULT, "starting...");
			// The first replica creates the tables.
			cluster.start(1);
			DemoSchema.prepare(jdbc, this.database.store(), locked);
			Records records = new Records(jdbc);
			RedisLockHistory history = RedisLockHistory.begin(this.database.redis(), jdbc);
			Period period = run(cluster, records, duration, chaos);
			if (history != null) {
				history.close();
			}
			return new Evidence(period.from(), period.upTo(), LEASE_TIME, records.runsAfter(0), records.grants(),
					records.faults(), records.refusedWrites(), records.lostUpdates());
		}
	}

	private Period run(Cluster cluster, Records records, Duration duration, boolean chaos) {
		cluster.start(this.options.replicas() - 1);
		Customer customer = new Customer(cluster);
		customer.start();
		Instant from = warmUp(records);
		Instant upTo = watch(cluster, records, customer, duration, chaos);
		cluster.stop();
		return new Period(from, upTo);
	}

	/**
	 * Wait until some settlements in a row have been quick: what a JVM does for the first
	 * time takes long.
	 * @return when the last of them was over
	 */
	private static Instant warmUp(Records records) {
		Instant begin = records.now();
		Pause.until(WARM_UP_PATIENCE, 100, () -> {
			Instant over = records.now().minus(GRACE);
			Instant recently = over.minus(WARM_UP);
			return recently.isAfter(begin) && areQuick(records, Job.SETTLEMENT.ticks(recently, over).toList());
		});
		return records.now();
	}

	private static boolean areQuick(Records records, List<Instant> ticks) {
		List<Run> runs = records.runsOf(ticks);
		return ticks.stream()
			.allMatch((tick) -> runs.stream().anyMatch((run) -> run.tick().equals(tick) && run.isQuickSettlement()));
	}

	/**
	 * Watch the replicas for a while.
	 * @return when the last tick that counts has been over
	 */
	private static Instant watch(Cluster cluster, Records records, Customer customer, Duration duration,
			boolean chaos) {
		long begin = System.nanoTime();
		try (Progress progress = new Progress(records)) {
			progress.start();
			if (chaos) {
				Chaos faults = new Chaos(cluster, records, customer, progress, LEASE_TIME);
				for (long i = 0; i < Math.max(1, duration.dividedBy(CYCLE)); i++) {
					awaitTime(begin, CYCLE.multipliedBy(i).plus(CALM));
					faults.cycle();
					Pause.millis(CALM.toMillis());
				}
			}
			awaitTime(begin, duration);
			Instant upTo = records.now();
			customer.stop();
			Pause.millis(GRACE.toMillis());
			return upTo;
		}
	}

	private static void awaitTime(long begin, Duration time) {
		Pause.millis(Math.max(0, time.minusNanos(System.nanoTime() - begin).toMillis()));
	}

	private record Period(Instant from, Instant upTo) {

	}

}
