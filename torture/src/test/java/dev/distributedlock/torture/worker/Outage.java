// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;

/**
 * A time at which the store, or a part of it, is out of reach.
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
