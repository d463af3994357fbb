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
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.torture.history.FaultKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The torture in short: a few faults each.
 *
 * @author The Distributed Lock authors
 */
class ShortTortureTests {

	private static final Duration LEASE = Duration.ofMillis(1500);

	private static final int WORKERS = 3;

	private static DatabaseServer server;

	@BeforeAll
	static void start() {
		server = DatabaseProduct.POSTGRESQL.startServer();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void postgres() throws IOException {
		long seed = Torture.seed();
		Path folder = Torture.newFolder("postgres", seed);
		try (Rig rig = new PostgresRig(server, folder, LEASE, seed)) {
			Outcome outcome = Torture.run("PostgreSQL", rig, folder, WORKERS, seed,
					List.of(FaultKind.NONE, FaultKind.PAUSE, FaultKind.KILL, FaultKind.BLACK_HOLE, FaultKind.FORGET_ALL,
							FaultKind.CUT_REPLIES, FaultKind.RESTART, FaultKind.BLOCKED_ROWS, FaultKind.FORGET_ONE,
							FaultKind.FROZEN_COMMIT, FaultKind.INTERRUPTS));
			System.out.println(outcome.describe());
			assertThat(outcome.violations()).as("seed %d, history in %s", seed, folder).isEmpty();
			assertThat(outcome.grants()).isGreaterThan(100);
		}
	}

}
