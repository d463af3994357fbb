// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A file by which a child process tells that it is ready, and where to find it.
 *
 * @param path where the file is
 */
record ReadyFile(Path path) {

	private static final long POLL_MILLIS = 20;

	void delete() {
		try {
			Files.deleteIfExists(this.path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void write(String content) {
		try {
			Files.writeString(this.path, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait for a process to tell something.
	 * @throws DemonstrationException if it does not
	 */
	String await(ChildProcess child, Duration patience) {
		Pause.until(patience, POLL_MILLIS, () -> read().isPresent() || !child.isAlive());
		return read().orElseThrow(() -> new DemonstrationException(
				child.name() + (child.isAlive() ? " is not ready after " + patience.toSeconds() + " s"
						: " has ended before it was ready") + ", see " + child.log()));
	}

	private Optional<String> read() {
		try {
			return Files.exists(this.path)
					? Optional.of(Files.readString(this.path).strip()).filter((s) -> !s.isEmpty()) : Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
