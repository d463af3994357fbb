// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets the threads of a worker stand still at certain places, as if its process did.
 */
public final class Standstill {

	private volatile long until = System.nanoTime();

	/**
	 * Let everybody who comes here stand still for some time from now.
	 * @param duration how long
	 */
	public void begin(Duration duration) {
		this.until = System.nanoTime() + duration.toNanos();
	}

	/**
	 * Pass, when it is over. Interrupts are kept for later: a process that stands still
	 * does not notice them.
	 */
	void pass() {
		boolean interrupted = false;
		for (long left = left(); left > 0; left = left()) {
			try {
				TimeUnit.NANOSECONDS.sleep(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private long left() {
		return this.until - System.nanoTime();
	}

}
