// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;
import org.redisson.config.Credentials;

import org.springframework.util.StringUtils;

/**
 * The address of a server.
 *
 * @param server scheme, host and port
 * @param credentials who connects
 * @param database the database
 */
record RedisAddress(String server, Credentials credentials, int database) {

	static final int PORT = 6379;

	/**
	 * Parse an address such as {@code rediss://user:password@host:6379/0}. A user without
	 * a colon is a password, as for Redis' own programs. A failure shows neither the
	 * address nor what is wrong with it, since that may be a part of the password.
	 */
	static RedisAddress parse(String address) {
		try {
			URI uri = URI.create(address);
			if (!isRedis(uri)) {
				throw new IllegalArgumentException();
			}
			String path = (uri.getPath() != null) ? uri.getPath().replaceFirst("^/", "") : "";
			return new RedisAddress(server(uri.getScheme(), uri.getHost(), uri.getPort()),
					credentials(uri.getRawUserInfo()), path.isEmpty() ? 0 : Integer.parseInt(path));
		}
		catch (IllegalArgumentException ex) {
			throw invalid("The property distributed-lock.redisson.address is not the address of a Redis server.");
		}
	}

	/**
	 * A password that is not encoded can end the host, and be taken for a fragment or a
	 * query.
	 */
	private static boolean isRedis(URI uri) {
		return uri.getHost() != null && ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
				&& uri.getRawFragment() == null && uri.getRawQuery() == null;
	}

	static LockSetupException invalid(String description) {
		return new LockSetupException(description + " (It may contain a password, and is not shown.)",
				"Write redis://host:6379 or rediss://user:password@host:6379/0. In user and password, write"
						+ " # as %23, / as %2F, : as %3A, ? as %3F, @ as %40, % as %25, and a space as %20.");
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
		String password = decode(userInfo.substring(colon + 1));
		return new Credentials((colon > 0) ? decode(userInfo.substring(0, colon)) : null, password);
	}

	private static String decode(String encoded) {
		return StringUtils.uriDecode(encoded, StandardCharsets.UTF_8);
	}

	Config toConfig(RedissonConfigs configs) {
		return configs.standalone(this.server, this.database,
				(address) -> CompletableFuture.completedFuture(this.credentials), null);
	}

}
