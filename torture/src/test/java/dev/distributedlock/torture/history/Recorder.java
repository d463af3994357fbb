// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * Writes what one worker does, a line at a time: what was written survives a kill.
 */
public final class Recorder implements AutoCloseable {

	private final String worker;

	private final BufferedWriter file;

	/**
	 * Create a new recorder.
	 * @param worker whose doings
	 * @param file where to add them
	 */
	public Recorder(String worker, Path file) {
		this.worker = worker;
		try {
			this.file = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Record something that has just happened.
	 */
	public void now(Type type, String key, String id, long token, String detail) {
		long now = System.nanoTime();
		span(type, key, id, token, now, now, Duration.ZERO, detail);
	}

	/**
	 * Record something that took some time.
	 */
	public void span(Type type, String key, String id, long token, long from, long to, Duration time, String detail) {
		write(new Entry(type, this.worker, key, id, token, from, to, time.toNanos(), detail));
	}

	/**
	 * Record an entry.
	 * @param entry the entry
	 */
	public synchronized void write(Entry entry) {
		boolean interrupted = Thread.interrupted();
		try {
			this.file.write(entry.format());
			this.file.write('\n');
			this.file.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public synchronized void close() {
		try {
			this.file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
