// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerClock}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerClockTests {

	private long nanoTime = 42;

	private long serverMicros = TimeUnit.DAYS.toMicros(20_000);

	private final ServerClock clock = new ServerClock(() -> this.nanoTime);

	@Test
	void saysNothingWhileTheClocksAgree(CapturedOutput output) {
		for (int i = 0; i < 1000; i++) {
			askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10).plusMillis(5), Duration.ofMillis(2));
		}
		assertThat(output).doesNotContain("stepped");
	}

	@Test
	void warnsOnceOfAStepForward(CapturedOutput output) {
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(70), Duration.ofMillis(2));
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		assertThat(output).containsOnlyOnce("stepped forward by PT59.998S: leases ended early");
	}

	@Test
	void takesTheDriftOfHoursForNoStep(CapturedOutput output) {
		Duration day = Duration.ofDays(1);
		askAfter(day, day, Duration.ofMillis(2));
		askAfter(day, day.plusSeconds(9), Duration.ofMillis(2));
		askAfter(day, day.minusSeconds(9), Duration.ofMillis(2));
		assertThat(output).doesNotContain("stepped");
		askAfter(day, day.plusSeconds(100), Duration.ofMillis(2));
		assertThat(output).containsOnlyOnce("stepped forward");
	}

	@Test
	void warnsOfAStepBack(CapturedOutput output) {
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(6), Duration.ofMillis(2));
		assertThat(output).containsOnlyOnce("stepped back by PT3.998S: locks of crashed holders stay taken");
	}

	@Test
	void takesASlowAnswerForNoStep(CapturedOutput output) {
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(60));
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		assertThat(output).doesNotContain("stepped");
	}

	@Test
	void leavesAnAnswerAloneThatComesAfterALaterOne(CapturedOutput output) {
		long early = this.clock.sending();
		long earlyMicros = this.serverMicros;
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(70), Duration.ofMillis(2));
		this.clock.answered(early, earlyMicros);
		askAfter(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(2));
		assertThat(output).containsOnlyOnce("stepped");
	}

	/**
	 * Lets time pass by either clock, and then has the server read its clock in the
	 * middle of a round trip.
	 */
	private void askAfter(Duration pause, Duration pauseOfServer, Duration roundTrip) {
		this.nanoTime += pause.toNanos();
		this.serverMicros += TimeUnit.NANOSECONDS.toMicros(pauseOfServer.toNanos());
		long sentAt = this.clock.sending();
		this.nanoTime += roundTrip.toNanos();
		long micros = this.serverMicros + TimeUnit.NANOSECONDS.toMicros(roundTrip.toNanos() / 2);
		this.serverMicros += TimeUnit.NANOSECONDS.toMicros(roundTrip.toNanos());
		this.clock.answered(sentAt, micros);
	}

}
