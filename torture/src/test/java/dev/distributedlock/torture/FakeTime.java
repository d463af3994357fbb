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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A wall clock of one's own for a process, by {@code libfaketime}, if that is installed.
 *
 * @author The Distributed Lock authors
 */
final class FakeTime {

	private static final List<Path> LIBRARIES = List.of(Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
			Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

	private static final Path FILE = Torture.FOLDER.resolve("wall-clock");

	private FakeTime() {
	}

	static boolean isInstalled() {
		return LIBRARIES.stream().anyMatch(Files::exists);
	}

	/**
	 * Return the environment of a process that is an hour ahead. Without the last of the
	 * variables, waits with a time-out end at once, and whoever waits does nothing else.
	 */
	static Map<String, String> variables() {
		write("+3600s");
		Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElseThrow();
		return Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", FILE.toString(),
				"FAKETIME_CACHE_DURATION", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX",
				"0");
	}

	/**
	 * Set its clock an hour back.
	 */
	static void step() {
		write("-3600s");
	}

	private static void write(String offset) {
		try {
			Files.writeString(FILE, offset + "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
