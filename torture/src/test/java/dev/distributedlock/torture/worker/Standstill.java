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
import java.util.concurrent.TimeUnit;

/**
 * Lets the threads of a worker stand still at certain places, as if its process did.
 *
 * @author The Distributed Lock authors
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
