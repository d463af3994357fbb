// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits.
 */
final class Pause {

	private Pause() {
	}

	static void millis(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new DemonstrationException("Interrupted");
		}
	}

	/**
	 * Wait for something to happen.
	 * @param patience how long
	 * @param pollMillis how long between two looks
	 * @param happened whether it has happened
	 * @return whether it has happened in time
	 */
	static boolean until(Duration patience, long pollMillis, BooleanSupplier happened) {
		long end = System.nanoTime() + patience.toNanos();
		while (!happened.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				return false;
			}
			millis(pollMillis);
		}
		return true;
	}

}
