// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CronTicks}.
 */
class CronTicksTests {

	private static final Duration TOLERANCE = Duration.ofMillis(450);

	@Test
	void tickIsDueAtItsTime() {
		assertThat(due("* * * * * *", "2026-11-22T10:00:07Z")).hasValue(Instant.parse("2026-11-22T10:00:07Z"));
	}

	@Test
	void tickIsDueALittleLater() {
		assertThat(due("* * * * * *", "2026-11-22T10:00:07.450Z")).hasValue(Instant.parse("2026-11-22T10:00:07Z"));
	}

	@Test
	void tickIsDueWhenTheTimerIsEarly() {
		assertThat(due("* * * * * *", "2026-11-22T10:00:06.990Z")).hasValue(Instant.parse("2026-11-22T10:00:07Z"));
	}

	@Test
	void nothingIsDueWhenItIsTooLate() {
		assertThat(due("* * * * * *", "2026-11-22T10:00:07.451Z")).isEmpty();
	}

	@Test
	void nothingIsDueInTheMiddleOfALongPeriod() {
		assertThat(due("0 0 2 * * *", "2026-11-22T14:00:00Z")).isEmpty();
	}

	@Test
	void yearlyTickIsDue() {
		assertThat(due("0 0 0 1 1 *", "2026-01-01T00:00:00.100Z")).hasValue(Instant.parse("2026-01-01T00:00:00Z"));
	}

	private static Optional<Instant> due(String cron, String now) {
		Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
		return new CronTicks(cron, TOLERANCE, clock).due().map(Tick::time);
	}

}
