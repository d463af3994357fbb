// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A job of the application, as {@code application-demonstration.yml} schedules it.
 *
 * @param name what it is called
 * @param period how often it runs: at every multiple of it since the epoch
 */
record Job(String name, Duration period) {

	static final Job SETTLEMENT = new Job("settlement", Duration.ofSeconds(1));

	static final Job REPORT = new Job("report", Duration.ofSeconds(5));

	static final List<Job> ALL = List.of(SETTLEMENT, REPORT);

	/**
	 * Return the last tick that is not after a time.
	 */
	Instant tickAt(Instant time) {
		long period = this.period.toSeconds();
		return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), period) * period);
	}

	/**
	 * Return the ticks after a time, up to another.
	 */
	Stream<Instant> ticks(Instant after, Instant upTo) {
		return Stream.iterate(tickAt(after).plus(this.period), (tick) -> !tick.isAfter(upTo),
				(tick) -> tick.plus(this.period));
	}

}
