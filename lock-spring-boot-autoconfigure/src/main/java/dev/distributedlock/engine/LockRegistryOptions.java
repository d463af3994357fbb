// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.Map;

import dev.distributedlock.LockSettings;
import dev.distributedlock.OnLost;

import org.springframework.util.Assert;

/**
 * What a {@link DefaultLockRegistry} is configured with.
 *
 * @param keyPrefix keeps the locks of different applications apart in one store, may be
 * empty
 * @param owner describes this process for people
 * @param defaults settings where a request has none
 * @param locks settings by lock name, which win over those of a request
 * @param retention how long the store remembers locks that nobody uses
 * @param workThreads how many threads begin the work of methods that return before it is
 * done; more are added when none of them ends its work. Zero for a virtual thread each,
 * which takes Java 21
 * @since 0.1.0
 */
public record LockRegistryOptions(String keyPrefix, String owner, LockSettings defaults,
		Map<String, LockSettings> locks, Duration retention, int workThreads) {

	private static final LockSettings STANDARD = LockSettings.NONE.withWaitTime(Duration.ZERO)
		.withLeaseTime(Duration.ofSeconds(30))
		.withRenew(true)
		.withMinHoldTime(Duration.ZERO)
		.withOnLost(OnLost.INTERRUPT);

	/**
	 * How long a store remembers unused locks, where nobody says otherwise.
	 */
	public static final Duration STANDARD_RETENTION = Duration.ofHours(1);

	/**
	 * How many threads begin such work, where nothing else is configured.
	 */
	public static final int STANDARD_WORK_THREADS = 200;

	public LockRegistryOptions {
		Assert.isTrue(workThreads >= 0, "workThreads must not be negative");
		defaults = defaults.orElse(STANDARD);
		locks = Map.copyOf(locks);
	}

	/**
	 * Options with the standard settings.
	 * @param keyPrefix keeps the locks of different applications apart, may be empty
	 * @return the options
	 */
	public static LockRegistryOptions of(String keyPrefix) {
		return new LockRegistryOptions(keyPrefix, ProcessOwner.describe(keyPrefix), LockSettings.NONE, Map.of(),
				STANDARD_RETENTION, STANDARD_WORK_THREADS);
	}

	LockSettings settingsOf(String name, LockSettings requested) {
		LockSettings configured = this.locks.isEmpty() ? LockSettings.NONE
				: this.locks.getOrDefault(name, LockSettings.NONE);
		return configured.orElse(requested).orElse(this.defaults);
	}

}
