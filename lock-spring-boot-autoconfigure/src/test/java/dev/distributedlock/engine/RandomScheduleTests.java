// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the engine by random schedules on a virtual clock. What fails is printed with
 * its seed and as short as it could be made; run that alone with
 * {@code -Ddistributed-lock.test.schedules.from} and {@code .count}.
 */
class RandomScheduleTests {

	private static final long FROM = Long.getLong("distributed-lock.test.schedules.from", 1);

	private static final int COUNT = Integer.getInteger("distributed-lock.test.schedules.count", 10_000);

	@Test
	void aScheduleRunsTheSameEachTime() {
		try (ScheduleRunner runner = new ScheduleRunner(World.Parts.SOUND)) {
			for (long seed = FROM; seed < FROM + 200; seed++) {
				assertThat(runner.fingerprint(RandomSchedule.of(seed)))
					.isEqualTo(runner.fingerprint(RandomSchedule.of(seed)));
			}
		}
	}

	@Test
	void nothingGoesWrong() {
		try (ScheduleRunner runner = new ScheduleRunner(World.Parts.SOUND)) {
			for (long seed = FROM; seed < FROM + COUNT; seed++) {
				Schedule schedule = RandomSchedule.of(seed);
				if (runner.run(schedule) != null) {
					Schedule shortest = runner.shorten(schedule);
					assertThat(runner.run(shortest)).as(shortest.toString()).isNull();
				}
			}
		}
	}

}
