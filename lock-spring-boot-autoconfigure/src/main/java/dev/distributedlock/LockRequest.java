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

package dev.distributedlock;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What to lock, and how. Immutable; each method returns a changed copy. What is left
 * unset comes from the configuration.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class LockRequest {

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
	 */
	public static LockRequest of(String name, Object key) {
		return of(name).keys(List.of(key));
	}

	/**
	 * Lock these keys, all or none. Duplicates count once; the order is of no importance.
	 * @param keys the keys, not empty, each as in {@link #of(String, Object)}
	 * @return the changed request
	 */
	public LockRequest keys(Collection<?> keys) {
		Assert.notEmpty(keys, () -> "The keys of lock '" + this.name + "' must not be empty");
		if (keys.size() == 1) {
			return new LockRequest(this.name, List.of(LockKeys.toText(keys.iterator().next())), this.settings);
		}
		TreeSet<String> texts = new TreeSet<>();
		for (Object key : keys) {
			texts.add(LockKeys.toText(key));
		}
		return new LockRequest(this.name, List.copyOf(texts), this.settings);
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
