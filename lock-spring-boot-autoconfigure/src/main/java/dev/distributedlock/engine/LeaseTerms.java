// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockSettings;
import dev.distributedlock.OnLost;

import org.springframework.util.Assert;

/**
 * Settings of one acquisition, after all defaults have been applied.
 *
 * @param waitTime how long to wait for a busy lock
 * @param leaseTime how long a crashed holder blocks others
 * @param renew whether to keep the lease alive until it is released
 * @param minHoldTime how long the lock stays taken at least
 * @param maxHoldTime how long the lock can be held at most, or null
 * @param onLost what happens to the thread that runs under the lock
 */
record LeaseTerms(Duration waitTime, Duration leaseTime, boolean renew, Duration minHoldTime,
		@Nullable Duration maxHoldTime, OnLost onLost) {

	/**
	 * A renewal is sent after a third of the lease time, and given up after as long, but
	 * not before 200 ms. From here on, there is time for another one.
	 */
	static final Duration SHORTEST_WITH_RETRY = Duration.ofMillis(600);

	static LeaseTerms of(LockSettings settings) {
		Duration waitTime = settings.waitTime();
		Duration leaseTime = settings.leaseTime();
		Duration minHoldTime = settings.minHoldTime();
		Assert.state(waitTime != null && leaseTime != null && minHoldTime != null, "Defaults must be complete");
		return new LeaseTerms(waitTime, leaseTime, settings.renew() != Boolean.FALSE, minHoldTime,
				settings.maxHoldTime(), (settings.onLost() != OnLost.NOTIFY) ? OnLost.INTERRUPT : OnLost.NOTIFY);
	}

	/**
	 * Whether the lease is renewed, and lost if one renewal fails.
	 */
	boolean isShort() {
		return this.renew && this.leaseTime.compareTo(SHORTEST_WITH_RETRY) < 0;
	}

	/**
	 * How long the grant lasts before its first renewal: it covers the minimum hold time,
	 * in case the process crashes.
	 */
	Duration initialLeaseTime() {
		Duration leaseTime = (this.minHoldTime.compareTo(this.leaseTime) > 0) ? this.minHoldTime : this.leaseTime;
		return (this.maxHoldTime != null && this.maxHoldTime.compareTo(leaseTime) < 0) ? this.maxHoldTime : leaseTime;
	}

}
