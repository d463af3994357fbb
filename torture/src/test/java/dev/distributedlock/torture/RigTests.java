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

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Rig}.
 *
 * @author The Distributed Lock authors
 */
class RigTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@Test
	void aWorkerThatIsReplacedWhileTheServerIsDownStartsWhenThatIsBack(@TempDir Path folder) {
		try (DatabaseServer elsewhere = DatabaseProduct.POSTGRESQL.startServer();
				Rig rig = DatabaseRig.start(DatabaseProduct.POSTGRESQL, elsewhere, folder, Duration.ofSeconds(2), 1)) {
			rig.startWorkers(1);
			Worker worker = rig.workers().get(0);
			rig.killServer();
			worker.kill();
			rig.replace(worker);
			Pause.until("The rig waits for its server", PATIENCE, () -> !rig.remarks().isEmpty());
			rig.startServer();
			rig.awaitWorkers();
			assertThat(rig.workers()).hasSize(1);
			assertThat(rig.remarks()).containsExactly("A new worker had to wait for its server, which was down");
		}
	}

}
