// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a {@link RedissonLockStore} keeps locks.
 *
 * @param operationTimeout how long an operation may take before it counts as failed
 * @param retention how long the token of a free lock, and the acquisition it was minted
 * for, are remembered; longer than any request can be on its way
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
