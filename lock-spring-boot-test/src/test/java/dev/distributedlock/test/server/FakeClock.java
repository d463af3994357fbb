// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A wall clock that a test sets, for a process of this machine: by {@code libfaketime},
 * if that is installed.
 */
public final class FakeClock {

	private static final List<Path> LIBRARIES = List.of(Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
			Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

	private final Path file;

	/**
	 * Create a new clock.
	 * @param file where to write by how much it is ahead
	 * @param ahead by how much that is at first
	 */
	public FakeClock(Path file, Duration ahead) {
		this.file = file;
		set(ahead);
	}

	/**
	 * Return whether there can be such clocks.
	 * @return whether {@code libfaketime} is installed
	 */
	public static boolean isInstalled() {
		return LIBRARIES.stream().anyMatch(Files::exists);
	}

	/**
	 * Return the environment of a process that has this clock. Without the last of the
	 * variables, waits with a time-out end at once, and a waiting process does nothing
	 * else.
	 * @return the variables
	 */
	public Map<String, String> environment() {
		Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElseThrow();
		return Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", this.file.toString(),
				"FAKETIME_CACHE_DURATION", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX",
				"0");
	}

	/**
	 * Set the clock. The process sees that within a second.
	 * @param ahead by how much it is ahead from now on
	 */
	public void set(Duration ahead) {
		try {
			Files.writeString(this.file, "%+ds%n".formatted(ahead.toSeconds()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
