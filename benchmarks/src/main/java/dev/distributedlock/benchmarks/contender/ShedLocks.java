// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.time.Instant;

import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;

/**
 * Acquires by ShedLock, which cannot wait.
 */
final class ShedLocks {

	static final String NAME = "ShedLock";

	private static final Duration AT_MOST = Duration.ofSeconds(30);

	private final LockProvider provider;

	ShedLocks(LockProvider provider) {
		this.provider = provider;
	}

	@Nullable Held acquire(String key) {
		SimpleLock lock = this.provider.lock(new LockConfiguration(Instant.now(), key, AT_MOST, Duration.ZERO))
			.orElse(null);
		return (lock != null) ? lock::unlock : null;
	}

}
