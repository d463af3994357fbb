// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DatabaseClock} and {@link FakeClock}.
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
