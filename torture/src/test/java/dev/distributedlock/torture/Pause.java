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

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;

/**
 * Waits.
 *
 * @author The Distributed Lock authors
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
