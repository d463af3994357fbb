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

package com.example.payments.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits.
 *
 * @author The Distributed Lock authors
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
