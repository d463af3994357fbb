// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;
import dev.distributedlock.torture.history.FaultKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The torture in short: a few faults each.
 */
class ShortTortureTests {

	private static final Duration LEASE = Duration.ofMillis(1500);

	private static final int WORKERS = 3;

	private static final List<FaultKind> POSTGRES_FAULTS = List.of(FaultKind.PAUSE, FaultKind.KILL,
			FaultKind.BLACK_HOLE, FaultKind.FORGET_ALL, FaultKind.BLOCKED_ROWS, FaultKind.RESTART,
			FaultKind.CUT_REPLIES, FaultKind.NOTIFICATIONS_FULL, FaultKind.STORE_CLOCK, FaultKind.ROTATION);

	private static final List<FaultKind> REDIS_FAULTS = List.of(FaultKind.CUT_REPLIES, FaultKind.BLACK_HOLE,
			FaultKind.AMNESIA, FaultKind.PAUSE, FaultKind.FORGET_ONE, FaultKind.RESTART, FaultKind.KILL,
			FaultKind.MEMORY_FULL);

	private static final long SEED = Torture.seed();

	private static DatabaseServer elsewhere;

	private static Future<Outcome> postgres;

	private static Future<Outcome> redis;

	@BeforeAll
	static void start() {
		elsewhere = DatabaseProduct.POSTGRESQL.startServer();
		ExecutorService threads = Executors.newFixedThreadPool(2);
		postgres = threads.submit(() -> torture("PostgreSQL", POSTGRES_FAULTS,
				(folder) -> DatabaseRig.start(DatabaseProduct.POSTGRESQL, elsewhere, folder, LEASE, SEED)));
		redis = threads.submit(ShortTortureTests::tortureRedis);
		threads.shutdown();
	}

	private static Outcome tortureRedis() throws IOException {
		try (RedisServer store = RedisProduct.REDIS.startServer()) {
			return torture("Redis", REDIS_FAULTS, (folder) -> new RedisRig(elsewhere, store, folder, LEASE, SEED));
		}
	}

	private static Outcome torture(String store, List<FaultKind> faults, Function<Path, Rig> rigs) throws IOException {
		Path folder = Torture.newFolder(store, SEED);
		try (Rig rig = rigs.apply(folder)) {
			return Torture.run(store, rig, folder, WORKERS, SEED, faults);
		}
	}

	@AfterAll
	static void stop() {
		elsewhere.close();
	}

	@Test
	void postgres() throws Exception {
		assertHolds(postgres.get());
	}

	@Test
	void redis() throws Exception {
		assertHolds(redis.get());
	}

	private static void assertHolds(Outcome outcome) {
		System.out.println(outcome.describe());
		assertThat(outcome.violations()).as("seed %d, histories in %s", SEED, Torture.FOLDER).isEmpty();
		assertThat(outcome.grants()).isGreaterThan(100);
	}

}
