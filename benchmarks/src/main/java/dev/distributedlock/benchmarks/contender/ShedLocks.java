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

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.time.Instant;

import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.jspecify.annotations.Nullable;

/**
 * Acquires by ShedLock, which cannot wait.
 *
 * @author The Distributed Lock authors
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
