// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.jspecify.annotations.Nullable;

/**
 * Acquires by a {@link Lock}.
 */
final class JavaLocks {

	private JavaLocks() {
	}

	static @Nullable Held acquire(Lock lock, Duration wait) throws InterruptedException {
		boolean acquired = wait.isZero() ? lock.tryLock() : lock.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS);
		return acquired ? lock::unlock : null;
	}

}
