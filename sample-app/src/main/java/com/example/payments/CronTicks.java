// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

import org.springframework.scheduling.support.CronExpression;

/**
 * Tells which tick of a cron job is due. Spring does not tell a job the nominal time it
 * was fired for, and a process that was suspended fires late what it missed: such a fire
 * must not be taken for the current tick, which another replica may have run long ago.
 */
final class CronTicks {

	/**
	 * A timer may go off a little before its time, because the clock it sleeps by is not
	 * the one that cron looks at.
	 */
	private static final Duration EARLY = Duration.ofMillis(20);

	private static final Duration LONGEST_PERIOD = Duration.ofDays(3660);

	private final CronExpression cron;

	private final Duration tolerance;

	private final Clock clock;

	CronTicks(String cron, Duration tolerance, Clock clock) {
		this.cron = CronExpression.parse(cron);
		this.tolerance = tolerance;
		this.clock = clock;
	}

	/**
	 * Return the tick that is due.
	 * @return the tick, or empty if it is too late for the last one
	 */
	Optional<Tick> due() {
		Tick tick = new Tick(latest(ZonedDateTime.now(this.clock).plus(EARLY)).toInstant(), this.tolerance);
		return tick.isOver(this.clock.instant()) ? Optional.empty() : Optional.of(tick);
	}

	private ZonedDateTime latest(ZonedDateTime now) {
		for (Duration back = Duration.ofSeconds(2); back.compareTo(LONGEST_PERIOD) < 0; back = back.multipliedBy(2)) {
			ZonedDateTime tick = this.cron.next(now.minus(back));
			if (tick != null && !tick.isAfter(now)) {
				return lastFrom(tick, now);
			}
		}
		throw new IllegalStateException("The cron expression '" + this.cron + "' was never due");
	}

	private ZonedDateTime lastFrom(ZonedDateTime tick, ZonedDateTime now) {
		ZonedDateTime last = tick;
		ZonedDateTime next = this.cron.next(last);
		while (next != null && !next.isAfter(now)) {
			last = next;
			next = this.cron.next(last);
		}
		return last;
	}

}
