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

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the collector of garbage busy with a heap that is almost full.
 *
 * @author The Distributed Lock authors
 */
final class Garbage {

	private static final int PIECE = 1024;

	/**
	 * Left for others.
	 */
	private static final long SPARE = 24L * 1024 * 1024;

	private Garbage() {
	}

	static void collect(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		List<byte[][]> kept = new ArrayList<>();
		while (System.nanoTime() < end) {
			byte[][] pieces = new byte[PIECE][];
			for (int i = 0; i < PIECE; i++) {
				pieces[i] = new byte[PIECE];
			}
			if (free() > SPARE) {
				kept.add(pieces);
			}
			else {
				System.gc();
			}
		}
	}

	private static long free() {
		Runtime runtime = Runtime.getRuntime();
		return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
	}

}
