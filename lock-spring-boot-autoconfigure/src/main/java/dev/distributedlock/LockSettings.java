// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;

/**
 * The times and policies of a lock. Immutable. Null stands for "not set": whoever comes
 * next in {@link #orElse(LockSettings)} decides.
 *
 * @since 0.1.0
 */
public final class LockSettings {

	private static final Duration LONGEST = Duration.ofDays(3650);

	private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

	/**
	 * Nothing set.
	 */
	public static final LockSettings NONE = new LockSettings(null, null, null, null, null, null);

	private final @Nullable Duration waitTime;

	private final @Nullable Duration leaseTime;

	private final @Nullable Boolean renew;

	private final @Nullable Duration minHoldTime;

	private final @Nullable Duration maxHoldTime;

	private final @Nullable OnLost onLost;

	private LockSettings(@Nullable Duration waitTime, @Nullable Duration leaseTime, @Nullable Boolean renew,
			@Nullable Duration minHoldTime, @Nullable Duration maxHoldTime, @Nullable OnLost onLost) {
		check("waitTime", waitTime, Duration.ZERO);
		check("leaseTime", leaseTime, SHORTEST_LEASE);
		check("minHoldTime", minHoldTime, Duration.ZERO);
		check("maxHoldTime", maxHoldTime, SHORTEST_LEASE);
		Assert.isTrue(minHoldTime == null || maxHoldTime == null || minHoldTime.compareTo(maxHoldTime) <= 0,
				() -> "minHoldTime (%s) must not be longer than maxHoldTime (%s)".formatted(text(minHoldTime),
						text(maxHoldTime)));
		this.waitTime = waitTime;
		this.leaseTime = leaseTime;
		this.renew = renew;
		this.minHoldTime = minHoldTime;
		this.maxHoldTime = maxHoldTime;
		this.onLost = (onLost != OnLost.DEFAULT) ? onLost : null;
	}

	private static void check(String attribute, @Nullable Duration value, Duration shortest) {
		Assert.isTrue(value == null || (value.compareTo(shortest) >= 0 && value.compareTo(LONGEST) <= 0),
				() -> "%s must be between %s and %s, but is %s".formatted(attribute, text(shortest), text(LONGEST),
						text(value)));
	}

	private static String text(@Nullable Duration value) {
		if (value == null || value.isZero()) {
			return "0s";
		}
		return DurationFormatterUtils.print(value, DurationFormat.Style.COMPOSITE);
	}

	/**
	 * Return a copy with another wait time.
	 * @param waitTime the wait time
	 * @return the copy
	 */
	public LockSettings withWaitTime(@Nullable Duration waitTime) {
		return new LockSettings(waitTime, this.leaseTime, this.renew, this.minHoldTime, this.maxHoldTime, this.onLost);
	}

	/**
	 * Return a copy with another lease time.
	 * @param leaseTime the lease time
	 * @return the copy
	 */
	public LockSettings withLeaseTime(@Nullable Duration leaseTime) {
		return new LockSettings(this.waitTime, leaseTime, this.renew, this.minHoldTime, this.maxHoldTime, this.onLost);
	}

	/**
	 * Return a copy with or without renewal.
	 * @param renew whether to renew
	 * @return the copy
	 */
	public LockSettings withRenew(@Nullable Boolean renew) {
		return new LockSettings(this.waitTime, this.leaseTime, renew, this.minHoldTime, this.maxHoldTime, this.onLost);
	}

	/**
	 * Return a copy with another minimum hold time.
	 * @param minHoldTime the minimum hold time
	 * @return the copy
	 */
	public LockSettings withMinHoldTime(@Nullable Duration minHoldTime) {
		return new LockSettings(this.waitTime, this.leaseTime, this.renew, minHoldTime, this.maxHoldTime, this.onLost);
	}

	/**
	 * Return a copy with another maximum hold time.
	 * @param maxHoldTime the maximum hold time
	 * @return the copy
	 */
	public LockSettings withMaxHoldTime(@Nullable Duration maxHoldTime) {
		return new LockSettings(this.waitTime, this.leaseTime, this.renew, this.minHoldTime, maxHoldTime, this.onLost);
	}

	/**
	 * Return a copy with another loss policy.
	 * @param onLost the policy
	 * @return the copy
	 */
	public LockSettings withOnLost(@Nullable OnLost onLost) {
		return new LockSettings(this.waitTime, this.leaseTime, this.renew, this.minHoldTime, this.maxHoldTime, onLost);
	}

	/**
	 * Return settings in which what is not set here is taken from others.
	 * @param others the settings to fall back to
	 * @return the merged settings
	 * @throws IllegalArgumentException if the merged settings contradict each other
	 */
	public LockSettings orElse(LockSettings others) {
		if (others.isEmpty()) {
			return this;
		}
		if (isEmpty()) {
			return others;
		}
		return new LockSettings((this.waitTime != null) ? this.waitTime : others.waitTime,
				(this.leaseTime != null) ? this.leaseTime : others.leaseTime,
				(this.renew != null) ? this.renew : others.renew,
				(this.minHoldTime != null) ? this.minHoldTime : others.minHoldTime,
				(this.maxHoldTime != null) ? this.maxHoldTime : others.maxHoldTime,
				(this.onLost != null) ? this.onLost : others.onLost);
	}

	private boolean isEmpty() {
		return this == NONE || (this.waitTime == null && this.leaseTime == null && this.renew == null
				&& this.minHoldTime == null && this.maxHoldTime == null && this.onLost == null);
	}

	/**
	 * Return how long to wait for a busy lock; zero tries once.
	 * @return the setting, or null
	 */
	public @Nullable Duration waitTime() {
		return this.waitTime;
	}

	/**
	 * Return how long a crashed holder blocks others.
	 * @return the setting, or null
	 */
	public @Nullable Duration leaseTime() {
		return this.leaseTime;
	}

	/**
	 * Return whether to keep the lease alive until it is released.
	 * @return the setting, or null
	 */
	public @Nullable Boolean renew() {
		return this.renew;
	}

	/**
	 * Return how long the lock stays taken at least, counted from the grant.
	 * @return the setting, or null
	 */
	public @Nullable Duration minHoldTime() {
		return this.minHoldTime;
	}

	/**
	 * Return how long the lock can be held at most, counted from the grant.
	 * @return the setting, or null
	 */
	public @Nullable Duration maxHoldTime() {
		return this.maxHoldTime;
	}

	/**
	 * Return what happens to the thread that runs under the lock when the lease is lost.
	 * @return the setting, or null
	 */
	public @Nullable OnLost onLost() {
		return this.onLost;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockSettings that && values().equals(that.values());
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	private List<@Nullable Object> values() {
		return Arrays.asList(this.waitTime, this.leaseTime, this.renew, this.minHoldTime, this.maxHoldTime,
				this.onLost);
	}

}
