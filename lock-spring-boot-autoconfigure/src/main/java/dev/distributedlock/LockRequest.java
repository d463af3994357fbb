// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.CollectionUtils;

/**
 * What to lock, and how. Immutable; each method returns a changed copy. What is left
 * unset comes from the configuration.
 *
 * @since 0.1.0
 */
public final class LockRequest {

	/**
	 * The most keys that one request can have.
	 */
	public static final int MAX_KEYS = 1000;

	private final String name;

	private final List<String> keys;

	private final LockSettings settings;

	private LockRequest(String name, List<String> keys, LockSettings settings) {
		this.name = name;
		this.keys = keys;
		this.settings = settings;
	}

	/**
	 * Request the lock of a name.
	 * @param name what is locked, not blank
	 * @return the request
	 */
	public static LockRequest of(String name) {
		Assert.hasText(name, "The name of a lock must not be blank");
		return new LockRequest(name, List.of(), LockSettings.NONE);
	}

	/**
	 * Request the lock of a name and a key.
	 * @param name what is locked, not blank
	 * @param key the key: a string (not blank), a whole number, a boolean, an enum, a
	 * UUID or a {@code java.time} value
	 * @return the request
	 * @throws IllegalArgumentException if the key is null or blank, or of another type
	 * @see LockKey#of(Object...)
	 */
	public static LockRequest of(String name, Object key) {
		return of(name).keys(Collections.singletonList(key));
	}

	/**
	 * Lock these keys, all or none. Duplicates count once; the order is of no importance.
	 * @param keys the keys, not empty, each as in {@link #of(String, Object)}
	 * @return the changed request
	 * @throws IllegalArgumentException if there is no key or are more than
	 * {@link #MAX_KEYS} different ones, or if one of them is null or blank, or of another
	 * type
	 */
	public LockRequest keys(Collection<?> keys) {
		Assert.isTrue(!CollectionUtils.isEmpty(keys),
				() -> "The keys of lock " + of(this.name) + " must not be " + ((keys == null) ? "null" : "empty"));
		if (keys.size() == 1) {
			return new LockRequest(this.name, List.of(toText(keys.iterator().next())), this.settings);
		}
		TreeSet<String> texts = new TreeSet<>();
		for (Object key : keys) {
			texts.add(toText(key));
			Assert.isTrue(texts.size() <= MAX_KEYS,
					() -> "Lock " + of(this.name) + " was asked for with " + keys.size()
							+ " keys: a request has at most " + MAX_KEYS
							+ ". Lock what they have in common, or fewer at a time");
		}
		return new LockRequest(this.name, List.copyOf(texts), this.settings);
	}

	private String toText(@Nullable Object key) {
		try {
			return LockKeys.toText(key);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Lock " + of(this.name) + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Wait so long for a busy lock.
	 * @param waitTime the wait time; zero tries once
	 * @return the changed request
	 */
	public LockRequest waitTime(Duration waitTime) {
		return settings(this.settings.withWaitTime(waitTime));
	}

	/**
	 * Let a crashed holder block others for so long.
	 * @param leaseTime the lease time
	 * @return the changed request
	 */
	public LockRequest leaseTime(Duration leaseTime) {
		return settings(this.settings.withLeaseTime(leaseTime));
	}

	/**
	 * Renew the lease until it is released, or do not.
	 * @param renew whether to renew
	 * @return the changed request
	 */
	public LockRequest renew(boolean renew) {
		return settings(this.settings.withRenew(renew));
	}

	/**
	 * Keep the lock taken at least so long after the grant, also if it is released sooner
	 * or the process crashes.
	 * @param minHoldTime the minimum hold time
	 * @return the changed request
	 */
	public LockRequest minHoldTime(Duration minHoldTime) {
		return settings(this.settings.withMinHoldTime(minHoldTime));
	}

	/**
	 * Let no renewal reach beyond this time after the grant.
	 * @param maxHoldTime the maximum hold time
	 * @return the changed request
	 */
	public LockRequest maxHoldTime(Duration maxHoldTime) {
		return settings(this.settings.withMaxHoldTime(maxHoldTime));
	}

	/**
	 * Do this to the thread that runs under the lock when the lease is lost. Has no
	 * effect on a bare lease, which no thread is bound to.
	 * @param onLost the policy
	 * @return the changed request
	 */
	public LockRequest onLost(OnLost onLost) {
		return settings(this.settings.withOnLost(onLost));
	}

	/**
	 * Replace all settings at once.
	 * @param settings the settings
	 * @return the changed request
	 */
	public LockRequest settings(LockSettings settings) {
		Assert.notNull(settings, () -> "The settings of lock " + this + " must not be null");
		return new LockRequest(this.name, this.keys, settings);
	}

	/**
	 * Return the name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the keys as text, in canonical order.
	 * @return the keys, empty if the name alone is locked
	 */
	public List<String> keys() {
		return this.keys;
	}

	/**
	 * Return what the request sets.
	 * @return the settings
	 */
	public LockSettings settings() {
		return this.settings;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockRequest that && this.name.equals(that.name) && this.keys.equals(that.keys)
				&& this.settings.equals(that.settings);
	}

	@Override
	public int hashCode() {
		return this.name.hashCode() * 31 + this.keys.hashCode();
	}

	@Override
	public String toString() {
		return LockKeys.describe(this.name, this.keys);
	}

}
