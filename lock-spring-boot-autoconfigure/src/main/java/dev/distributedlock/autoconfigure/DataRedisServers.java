// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.Assert;

/**
 * The servers that Spring Boot knows: those of {@code spring.data.redis.*}, a service
 * connection or Docker Compose.
 */
final class DataRedisServers {

	private final DataRedisConnectionDetails details;

	private final DataRedisProperties properties;

	DataRedisServers(DataRedisConnectionDetails details, DataRedisProperties properties) {
		this.details = details;
		this.properties = properties;
	}

	/**
	 * The precedence is that of Spring Boot. The time-out of commands is that of the
	 * store's operations.
	 */
	Config toConfig(RedissonConfigs configs) {
		RedisCredentials credentials = RedisCredentials.of(this.details);
		SslBundle ssl = this.details.getSslBundle();
		if (this.properties.getConnectTimeout() != null) {
			configs.connectTimeout(this.properties.getConnectTimeout());
		}
		configs.clientName(this.properties.getClientName());
		Sentinel sentinel = this.details.getSentinel();
		if (sentinel != null) {
			return configs.sentinel(addresses(sentinel.getNodes()), sentinel.getMaster(), sentinel.getDatabase(),
					credentials, ssl);
		}
		if (this.details.getCluster() != null) {
			return configs.cluster(addresses(this.details.getCluster().getNodes()), credentials, ssl);
		}
		Standalone standalone = this.details.getStandalone();
		if (this.details.getMasterReplica() != null) {
			return configs.replicated(addresses(this.details.getMasterReplica().getNodes()),
					(standalone != null) ? standalone.getDatabase() : 0, credentials, ssl);
		}
		Assert.state(standalone != null, "Spring Boot's connection details of Redis name no server");
		return configs.standalone(RedisAddress.server(scheme(), standalone.getHost(), standalone.getPort()),
				standalone.getDatabase(), credentials, ssl);
	}

	private List<String> addresses(List<Node> nodes) {
		return nodes.stream().map((node) -> RedisAddress.server(scheme(), node.host(), node.port())).toList();
	}

	private String scheme() {
		return (this.details.getSslBundle() != null || isSslUrl()) ? "rediss" : "redis";
	}

	/**
	 * A URL with {@code rediss} makes no bundle. Other connection details than those of
	 * the properties have nothing to do with the URL.
	 */
	private boolean isSslUrl() {
		Standalone standalone = this.details.getStandalone();
		String url = this.properties.getUrl();
		return url != null && standalone != null && url.startsWith("rediss:") && standalone.getHost().equals(host(url));
	}

	/**
	 * A failure would show the URL, and so a password.
	 */
	private static @Nullable String host(String url) {
		try {
			return new URI(url).getHost();
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
