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

package dev.distributedlock.test.server;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DatabaseClock} and {@link FakeClock}.
 *
 * @author The Distributed Lock authors
 */
class StoreClockTests {

	private static final Duration STEP = Duration.ofHours(1);

	@Test
	void aDatabaseReadsTheClockThatIsSetForward() {
		try (TestDatabase database = DatabaseProduct.POSTGRESQL.createLockDatabase()) {
			DatabaseClock clock = DatabaseClock.install(database);
			assertThat(minutesAhead(database)).isZero();
			clock.step(STEP, "distributed_lock");
			clock.step(STEP, "distributed_lock");
			assertThat(minutesAhead(database)).isEqualTo(2 * STEP.toMinutes());
		}
	}

	private static long minutesAhead(TestDatabase database) {
		return Long.parseLong(database.queryForString(
				"SELECT round(extract(epoch FROM clock_timestamp() - pg_catalog.clock_timestamp()) / 60)::bigint"));
	}

	@Test
	void redisReadsTheClockThatIsSetForward(@TempDir Path folder) {
		FakeClock clock = new FakeClock(folder.resolve("clock"), Duration.ZERO);
		try (RedisServer server = RedisProduct.startServer(clock)) {
			long before = seconds(server);
			clock.set(STEP);
			ServerProcess.awaitTrue(() -> seconds(server) - before >= STEP.toSeconds());
		}
	}

	private static long seconds(RedisServer server) {
		return Long.parseLong(server.call(Jedis::time).get(0));
	}

}
