// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;

/**
 * Waits.
 */
final class Pause {

	private Pause() {
	}

	/**
	 * Let time pass: how long a fault lasts.
	 */
	static void millis(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Wait until something is so; who cannot tell yet may throw exceptions.
	 * @param what what is awaited, for the message of the exception
	 * @throws org.awaitility.core.ConditionTimeoutException if it takes too long
	 */
	static void until(String what, Duration patience, Callable<Boolean> condition) {
		Awaitility.await(what)
			.pollInSameThread()
			.atMost(patience)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(condition);
	}

}
