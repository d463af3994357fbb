// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Objects;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code application-demonstration.yml}: the checker expects what it says.
 */
class DemonstrationSettingsTests {

	@SuppressWarnings("NullAway.Init")
	private PropertySource<?> settings;

	@BeforeEach
	void load() throws IOException {
		this.settings = new YamlPropertySourceLoader()
			.load("settings", new ClassPathResource("application-demonstration.yml"))
			.get(0);
	}

	@Test
	void leaseTimeIsWhatTheCheckerExpects() {
		assertThat(duration("distributed-lock.lease-time")).isEqualTo(Scenario.LEASE_TIME);
	}

	@ParameterizedTest
	@MethodSource("jobs")
	void jobRunsAtTheTicksThatTheCheckerExpects(Job job) {
		CronExpression cron = CronExpression.parse(text("payments." + job.name() + ".cron"));
		LocalDateTime time = LocalDateTime.of(2026, 11, 22, 0, 0);
		for (int i = 0; i < 100; i++) {
			LocalDateTime next = cron.next(time);
			assertThat(next).isEqualTo(time.plus(job.period()));
			time = Objects.requireNonNull(next);
		}
	}

	@ParameterizedTest
	@MethodSource("jobs")
	void lockOutlastsTheToleranceAndEndsBeforeTheNextTick(Job job) {
		Duration tolerance = duration("payments." + job.name() + ".tolerance");
		Duration minHoldTime = duration("distributed-lock.locks." + job.name() + ".min-hold-time");
		assertThat(tolerance).isLessThan(minHoldTime);
		assertThat(tolerance.plus(minHoldTime)).isLessThan(job.period());
	}

	static Iterable<Job> jobs() {
		return Job.ALL;
	}

	private String text(String name) {
		return String.valueOf(this.settings.getProperty(name));
	}

	private Duration duration(String name) {
		return DurationStyle.detectAndParse(text(name));
	}

}
