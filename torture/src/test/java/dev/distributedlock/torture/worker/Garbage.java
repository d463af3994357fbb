// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the collector of garbage busy with a heap that is almost full.
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
