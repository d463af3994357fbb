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
package dev.distributedlock.autoconfigure;

import java.lang.reflect.Method;
import java.util.stream.Stream;

import org.redisson.config.Config;

/**
 * Refuses versions of Redisson that locks do not work with.
 *
 * @author The Distributed Lock authors
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
