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
 *
 * @author The Distributed Lock authors
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
