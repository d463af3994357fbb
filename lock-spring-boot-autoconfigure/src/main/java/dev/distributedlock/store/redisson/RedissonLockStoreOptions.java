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
package dev.distributedlock.store.redisson;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a {@link RedissonLockStore} keeps locks.
 *
 * @param operationTimeout how long an operation may take before it counts as failed
 * @param retention how long the token of a free lock, and the acquisition it was minted
 * for, are remembered; longer than any request can be on its way
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record RedissonLockStoreOptions(Duration operationTimeout, Duration retention) {

	public RedissonLockStoreOptions {
		Assert.isTrue(operationTimeout.toMillis() > 0, "operationTimeout must be positive");
		Assert.isTrue(retention.toMillis() > 0, "retention must be positive");
	}

	/**
	 * Standard options.
	 * @return the options
	 */
	public static RedissonLockStoreOptions standard() {
		return new RedissonLockStoreOptions(Duration.ofSeconds(5), Duration.ofHours(1));
	}

}
