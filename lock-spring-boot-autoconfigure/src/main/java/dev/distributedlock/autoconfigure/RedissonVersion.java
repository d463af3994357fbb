// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.lang.reflect.Method;
import java.util.stream.Stream;

import org.redisson.config.Config;

/**
 * Refuses versions of Redisson that locks do not work with.
 */
final class RedissonVersion {

	/**
	 * Came with Redisson 4.0.
	 */
	private static final String NEEDED = "setCredentialsResolver";

	private RedissonVersion() {
	}

	static void check() {
		check(Config.class);
	}

	static void check(Class<?> config) {
		if (Stream.of(config.getMethods()).map(Method::getName).noneMatch(NEEDED::equals)) {
			String version = config.getPackage().getImplementationVersion();
			throw new LockSetupException(
					"Distributed locks work with Redisson 4.0 and later, but the class path has Redisson "
							+ ((version != null) ? version : "of an earlier version") + ".",
					"Set the version of the dependency org.redisson:redisson to 4.0 or later.");
		}
	}

}
