// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Figures;
import dev.distributedlock.torture.history.History;
import dev.distributedlock.torture.history.Recorder;

/**
 * Runs workers and faults, and checks what was recorded.
 */
final class Torture {

	/**
	 * Where everything is written.
	 */
	static final Path FOLDER = Path.of("target", "torture").toAbsolutePath();

	private Torture() {
	}

	/**
	 * Return the seed that is wanted, or a new one.
	 */
	static long seed() {
		return Long.getLong("torture.seed", System.nanoTime() % 1_000_000);
	}

	static Path newFolder(String store, long seed) throws IOException {
		Path folder = FOLDER.resolve(store + "-" + seed + "-" + System.currentTimeMillis());
		return Files.createDirectories(folder);
	}

	/**
	 * Run workers through phases.
	 */
	static Outcome run(String store, Rig rig, Path folder, int workers, long seed, List<FaultKind> phases) {
		Replay.writeLimits(folder, rig.lease(), rig.isGuarded());
		try (Recorder recorder = new Recorder("torture", folder.resolve("torture.tsv"))) {
			rig.startWorkers(workers);
			new Round(rig, recorder, seed).run(phases);
			rig.finish(recorder);
		}
		return new Outcome(store, seed, Figures.of(History.read(folder)), Replay.check(folder), rig.remarks());
	}

}
