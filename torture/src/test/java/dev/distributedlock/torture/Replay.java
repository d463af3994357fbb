// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.distributedlock.torture.history.Checker;
import dev.distributedlock.torture.history.History;
import dev.distributedlock.torture.history.Limits;
import dev.distributedlock.torture.history.Violation;

/**
 * Checks what was recorded, as often as one likes.
 */
final class Replay {

	private static final String LIMITS = "limits.txt";

	private Replay() {
	}

	static void writeLimits(Path folder, Duration lease, boolean guarded) {
		try {
			Files.writeString(folder.resolve(LIMITS), lease + " " + guarded);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<Violation> check(Path folder) {
		try {
			String[] limits = Files.readString(folder.resolve(LIMITS)).split(" ");
			return new Checker(Limits.of(Duration.parse(limits[0]), Boolean.parseBoolean(limits[1])))
				.check(History.read(folder));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
