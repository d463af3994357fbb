// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.engine.LockRegistryOptions;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Configuration properties of locks that are kept in Redis.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("distributed-lock.redisson")
public class DistributedLockRedissonProperties {

	/**
	 * Location of a Redisson configuration file (YAML) for a client that locks have for
	 * themselves.
	 */
	private @Nullable String config;

	/**
	 * Address of a Redis server that locks have for themselves, such as
	 * "rediss://user:password@host:6379/0".
	 */
	private @Nullable String address;

	/**
	 * Number of connections that locks have for themselves, to each master. Does not
	 * apply to a client of the application.
	 */
	private int connections = 8;

	/**
	 * How long an operation of the store may take before it counts as failed.
	 */
	private Duration operationTimeout = Duration.ofSeconds(5);

	/**
	 * How long the token of a lock that nobody uses is remembered.
	 */
	private Duration retention = LockRegistryOptions.STANDARD_RETENTION;

	/**
	 * What happens at start-up if the server may lose locks, or cannot keep them.
	 */
	private ServerCheck serverCheck = ServerCheck.WARN;

	public @Nullable String getConfig() {
		return this.config;
	}

	public void setConfig(@Nullable String config) {
		this.config = config;
	}

	public @Nullable String getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable String address) {
		this.address = address;
	}

	public int getConnections() {
		return this.connections;
	}

	public void setConnections(int connections) {
		Assert.isTrue(connections >= 2, "connections must be at least 2: renewals need one");
		this.connections = connections;
	}

	public Duration getOperationTimeout() {
		return this.operationTimeout;
	}

	public void setOperationTimeout(Duration operationTimeout) {
		this.operationTimeout = StoreTimes.checkOperationTimeout(operationTimeout);
	}

	public Duration getRetention() {
		return this.retention;
	}

	public void setRetention(Duration retention) {
		this.retention = StoreTimes.checkRetention(retention);
	}

	public ServerCheck getServerCheck() {
		return this.serverCheck;
	}

	public void setServerCheck(ServerCheck serverCheck) {
		this.serverCheck = serverCheck;
	}

	/**
	 * What happens if a server is not as locks need it.
	 */
	public enum ServerCheck {

		/**
		 * A warning.
		 */
		WARN,

		/**
		 * The start fails.
		 */
		FAIL,

		/**
		 * Nothing: the server is not asked.
		 */
		OFF

	}

}
