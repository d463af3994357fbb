// SPDX-License-Identifier: Apache-2.0

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
