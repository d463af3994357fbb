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

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;
import org.redisson.config.Credentials;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The address of a server.
 *
 * @param server scheme, host and port
 * @param credentials who connects
 * @param database the database
 * @author The Distributed Lock authors
 */
record RedisAddress(String server, Credentials credentials, int database) {

	static final int PORT = 6379;

	/**
	 * Parse an address such as {@code rediss://user:password@host:6379/0}. A user without
	 * a colon is a password, as for Redis' own programs.
	 */
	static RedisAddress parse(String address) {
		try {
			URI uri = URI.create(address);
			if (uri.getHost() == null || !("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))) {
				throw new IllegalArgumentException();
			}
			String path = (uri.getPath() != null) ? uri.getPath().replaceFirst("^/", "") : "";
			return new RedisAddress(server(uri.getScheme(), uri.getHost(), uri.getPort()),
					credentials(uri.getUserInfo()), path.isEmpty() ? 0 : Integer.parseInt(path));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("distributed-lock.redisson.address", null,
					"It must look like redis://host:6379 or rediss://user:password@host:6379/0.");
		}
	}

	static String server(String scheme, String host, int port) {
		String bracketed = (host.contains(":") && !host.startsWith("[")) ? "[" + host + "]" : host;
		return "%s://%s:%d".formatted(scheme, bracketed, (port > 0) ? port : PORT);
	}

	private static Credentials credentials(@Nullable String userInfo) {
		if (userInfo == null) {
			return new Credentials();
		}
		int colon = userInfo.indexOf(':');
		return (colon > 0) ? new Credentials(userInfo.substring(0, colon), userInfo.substring(colon + 1))
				: new Credentials(null, userInfo.substring(colon + 1));
	}

	Config toConfig(RedissonConfigs configs) {
		return configs.standalone(this.server, this.database,
				(address) -> CompletableFuture.completedFuture(this.credentials), null);
	}

}
