// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.redisson.config.Credentials;
import org.redisson.config.CredentialsResolver;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;

/**
 * Credentials that are asked for whenever a connection is made, so that they may change.
 * Redisson's own settings would give sentinels the password of the servers, or none if
 * the servers have none.
 */
final class RedisCredentials implements CredentialsResolver {

	private final Supplier<Credentials> servers;

	private final Supplier<Credentials> sentinels;

	private final Set<Integer> sentinelPorts;

	private RedisCredentials(Supplier<Credentials> servers, Supplier<Credentials> sentinels,
			Set<Integer> sentinelPorts) {
		this.servers = servers;
		this.sentinels = sentinels;
		this.sentinelPorts = sentinelPorts;
	}

	/**
	 * Sentinels find each other: they are told from servers by their port.
	 */
	static RedisCredentials of(DataRedisConnectionDetails details) {
		Sentinel sentinel = details.getSentinel();
		List<Node> nodes = (sentinel != null) ? sentinel.getNodes() : List.of();
		return new RedisCredentials(() -> new Credentials(details.getUsername(), details.getPassword()), () -> {
			Sentinel current = details.getSentinel();
			return (current != null) ? new Credentials(current.getUsername(), current.getPassword())
					: new Credentials();
		}, nodes.stream().map(Node::port).collect(Collectors.toUnmodifiableSet()));
	}

	@Override
	public CompletionStage<Credentials> resolve(@Nullable InetSocketAddress address) {
		boolean sentinel = address != null && this.sentinelPorts.contains(address.getPort());
		return CompletableFuture.completedFuture((sentinel ? this.sentinels : this.servers).get());
	}

}
