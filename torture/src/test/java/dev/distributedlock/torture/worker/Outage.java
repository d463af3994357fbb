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

/**
 * A time at which the store, or a part of it, is out of reach.
 *
 * @author The Distributed Lock authors
 */
public final class Outage {

	/**
	 * The name of the bean that tells whether the store is out of reach.
	 */
	public static final String NETWORK = "network";

	/**
	 * The name of the bean that tells whether the standby of the store is away, for which
	 * every commit waits.
	 */
	public static final String STANDBY = "standby";

	/**
	 * The name of the bean that tells whether the store accepts no notifications.
	 */
	public static final String NOTIFICATIONS = "notifications";

	private volatile long until = System.nanoTime();

	/**
	 * Begin an outage.
	 * @param duration how long it lasts
	 */
	public void begin(Duration duration) {
		this.until = System.nanoTime() + duration.toNanos();
	}

	boolean isNow() {
		return this.until - System.nanoTime() > 0;
	}

}
