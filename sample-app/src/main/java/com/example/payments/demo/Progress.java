// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiElement;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.ansi.AnsiStyle;

/**
 * Shows in the terminal which replica ran which tick, a line for each, and what happened
 * meanwhile.
 */
final class Progress implements AutoCloseable {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss")
		.withZone(ZoneId.systemDefault());

	private static final long RUN_MILLIS = 950;

	private final Records records;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Queue<Event> events = new ConcurrentLinkedQueue<>();

	private Instant shown;

	Progress(Records records) {
		this.records = records;
		this.shown = Job.SETTLEMENT.tickAt(records.now());
	}

	void start() {
		this.timer.scheduleWithFixedDelay(this::show, 200, 200, TimeUnit.MILLISECONDS);
	}

	/**
	 * Tell what happens to the replicas. It is shown when its turn has come.
	 */
	void event(String text) {
		this.events.add(new Event(this.records.now(), text));
	}

	static void headline(String text) {
		print(AnsiStyle.BOLD, "\n" + text);
	}

	static void print(AnsiElement style, String text) {
		System.out.println(AnsiOutput.toString(style, text));
	}

	/**
	 * Show the ticks whose runs have had their time, and what happened until then.
	 */
	private void show() {
		List<Instant> ticks = Job.SETTLEMENT.ticks(this.shown, this.records.now().minusMillis(RUN_MILLIS)).toList();
		if (ticks.isEmpty()) {
			return;
		}
		List<Run> runs = this.records.runsOf(ticks);
		Excuses excuses = new Excuses(this.records.grants(), this.records.faults());
		for (Instant tick : ticks) {
			show(tick, runs.stream().filter((run) -> run.tick().equals(tick)).toList(), excuses);
			showEventsBefore(tick.plus(Job.SETTLEMENT.period()));
			this.shown = tick;
		}
	}

	private void showEventsBefore(Instant end) {
		for (Event event = this.events.peek(); event != null
				&& event.time().isBefore(end); event = this.events.peek()) {
			print(AnsiColor.YELLOW, "%s  >> %s".formatted(TIME.format(event.time()), event.text()));
			this.events.remove();
		}
	}

	private static void show(Instant tick, List<Run> runs, Excuses excuses) {
		String line = TIME.format(tick) + Job.ALL.stream()
			.map((job) -> describe(job, runs.stream().filter((run) -> run.isOf(job)).toList(), tick, excuses))
			.collect(Collectors.joining());
		print(isTwice(runs) ? AnsiColor.RED : AnsiColor.DEFAULT, line);
	}

	private static boolean isTwice(List<Run> runs) {
		return Job.ALL.stream().anyMatch((job) -> runs.stream().filter((run) -> run.isOf(job)).count() > 1);
	}

	private static String describe(Job job, List<Run> runs, Instant tick, Excuses excuses) {
		if (!job.tickAt(tick).equals(tick)) {
			return "";
		}
		String text = runs.isEmpty() ? (excuses.isExcused(job, tick) ? "the lease is not over" : "did not run")
				: runs.stream().map(Progress::describe).collect(Collectors.joining(", "));
		return "  %s: %s".formatted(job.name(), text);
	}

	private static String describe(Run run) {
		Instant completedAt = run.completedAt();
		return run.replica() + ((completedAt != null)
				? " (%d ms)".formatted(Duration.between(run.startedAt(), completedAt).toMillis()) : " (not completed)");
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	private record Event(Instant time, String text) {
	}

}
