// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import dev.distributedlock.engine.LockRegistryOptions;

/**
 * How long a store keeps what it knows of unused locks, where the store lets itself be
 * configured.
 *
 * @param duration the retention time
 */
record LockRetention(Duration duration) {

	static LockRetention standard() {
		return new LockRetention(LockRegistryOptions.STANDARD_RETENTION);
	}

}
