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

package dev.distributedlock.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.opentest4j.TestAbortedException;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;
import dev.distributedlock.torture.history.FaultKind;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The torture for as many minutes as {@code torture.minutes} says: rounds with all faults
 * in a random order, each alone and two at a time, on all stores in turns, as far as
 * there are servers. Writes {@code target/torture/report.md} and {@code report.json}
 * after each round, and keeps the histories of rounds in which something was wrong.
 *
 * @author The Distributed Lock authors
 */
@EnabledIfSystemProperty(named = "torture.minutes", matches = "\\d+", disabledReason = "The long form is asked for")
class LongTortureTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	/**
	 * Outlasts the time from the end of one primary to the grants of the next, so that
	 * these find holders of whom the next one does not know.
	 */
	private static final Duration LONG_LEASE = Duration.ofSeconds(5);

	private static final int MIXES = 3;

	private static final List<String> STORES = List
		.of(System
			.getProperty("torture.stores",
					"PostgreSQL,MariaDB,MySQL,Redis,PostgreSQL with a standby,Redis Sentinel,Redis Cluster")
			.split(","));

	private final int workers = Integer.getInteger("torture.workers", 3);

	private final long seed = Torture.seed();

	private final Report report = new Report(this.seed);

	private final Set<String> leftOut = new HashSet<>();

	@Test
	void everything() throws IOException {
		long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("torture.minutes")).toNanos();
		try (DatabaseServer registers = DatabaseProduct.POSTGRESQL.startServer();
				RedisServer redis = RedisProduct.REDIS.startServer()) {
			for (long round = this.seed; System.nanoTime() < end && !this.leftOut.containsAll(STORES); round++) {
				long number = round;
				run("PostgreSQL", number, end,
						(folder) -> DatabaseRig.start(DatabaseProduct.POSTGRESQL, registers, folder, LEASE, number));
				run("MariaDB", number, end,
						(folder) -> DatabaseRig.start(DatabaseProduct.MARIADB, registers, folder, LEASE, number));
				run("MySQL", number, end,
						(folder) -> DatabaseRig.start(DatabaseProduct.MYSQL, registers, folder, LEASE, number));
				run("Redis", number, end, (folder) -> new RedisRig(registers, redis, folder, LEASE, number));
				run("PostgreSQL with a standby", number, end,
						(folder) -> PostgresPairRig.synchronous(registers, folder, LEASE, number));
				run("PostgreSQL with an asynchronous standby", number, end,
						(folder) -> PostgresPairRig.asynchronous(registers, folder, LONG_LEASE, number));
				run("Redis Sentinel", number, end,
						(folder) -> RedisTopology.sentinel(registers, folder, LEASE, number));
				run("Redis Cluster", number, end, (folder) -> RedisTopology.cluster(registers, folder, LEASE, number));
			}
		}
		assertThat(this.report.violations()).isEmpty();
	}

	private void run(String store, long seed, long end, RigFactory factory) throws IOException {
		if (System.nanoTime() > end || !isWanted(store)) {
			return;
		}
		Path folder = Torture.newFolder(store.replace(' ', '-'), seed);
		Outcome outcome;
		try (Rig rig = factory.create(folder)) {
			int mixes = store.contains(" ") ? 0 : MIXES;
			outcome = Torture.run(store, rig, folder, this.workers, seed, phases(rig.faults(), mixes, seed));
		}
		catch (TestAbortedException ex) {
			System.out.println(store + " is left out: " + ex.getMessage());
			this.leftOut.add(store);
			return;
		}
		catch (RuntimeException ex) {
			ex.printStackTrace();
			this.report.addFailure(store, seed, ex);
			return;
		}
		System.out.println(outcome.describe());
		outcome.violations().forEach(System.out::println);
		this.report.add(outcome);
		this.report.write(Torture.FOLDER);
		if (outcome.violations().isEmpty()) {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private boolean isWanted(String store) {
		return STORES.contains(store) && !this.leftOut.contains(store);
	}

	private static List<FaultKind> phases(Set<FaultKind> faults, int mixes, long seed) {
		List<FaultKind> phases = new ArrayList<>(faults);
		phases.add(FaultKind.NONE);
		phases.addAll(Collections.nCopies(mixes, FaultKind.MIX));
		Collections.shuffle(phases, new Random(seed));
		return phases;
	}

	private interface RigFactory {

		Rig create(Path folder);

	}

}
