/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the engine by random schedules on a virtual clock. What fails is printed with
 * its seed and as short as it could be made; run that alone with
 * {@code -Ddistributed-lock.test.schedules.from} and {@code .count}.
 *
 * @author The Distributed Lock authors
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
