// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockStore;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Takes the scripts for Redis into native images, and what stands in for the store while
 * it cannot be reached.
 */
class RedissonRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("dev/distributedlock/store/redisson/*.lua");
		hints.proxies().registerJdkProxy(LockStore.class, AutoCloseable.class);
	}

}
