// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.CredentialsResolver;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;

import dev.distributedlock.store.redisson.LostConnectionHook;

import org.springframework.boot.ssl.SslBundle;

/**
 * Makes configurations for clients that run locks and nothing else: few connections and
 * threads, to masters only.
 */
final class RedissonConfigs {

	private static final int THREADS = 4;

	private static final int SUBSCRIPTION_CONNECTIONS = 2;

	/**
	 * Locks that have been moved to a new master cannot be reached until the client has
	 * noticed that master.
	 */
	private static final int SCAN_MILLIS = 1000;

	private final DistributedLockRedissonProperties properties;

	private Duration connectTimeout;

	private @Nullable String clientName;

	RedissonConfigs(DistributedLockRedissonProperties properties) {
		this.properties = properties;
		this.connectTimeout = properties.getOperationTimeout().dividedBy(2);
	}

	RedissonConfigs connectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
		return this;
	}

	RedissonConfigs clientName(@Nullable String clientName) {
		this.clientName = clientName;
		return this;
	}

	Config standalone(String address, int database, CredentialsResolver credentials, @Nullable SslBundle ssl) {
		Config config = common(credentials, ssl);
		apply(config.useSingleServer()
			.setAddress(address)
			.setDatabase(database)
			.setConnectionMinimumIdleSize(1)
			.setConnectionPoolSize(this.properties.getConnections())
			.setSubscriptionConnectionMinimumIdleSize(0)
			.setSubscriptionConnectionPoolSize(SUBSCRIPTION_CONNECTIONS));
		return config;
	}

	/**
	 * Unlike Redisson by default, one sentinel that answers is enough.
	 */
	Config sentinel(List<String> addresses, String master, int database, CredentialsResolver credentials,
			@Nullable SslBundle ssl) {
		Config config = common(credentials, ssl);
		applyToMasters(config.useSentinelServers()
			.addSentinelAddress(addresses.toArray(String[]::new))
			.setMasterName(master)
			.setDatabase(database)
			.setCheckSentinelsList(false));
		return config;
	}

	Config cluster(List<String> addresses, CredentialsResolver credentials, @Nullable SslBundle ssl) {
		Config config = common(credentials, ssl);
		applyToMasters(config.useClusterServers()
			.addNodeAddress(addresses.toArray(String[]::new))
			.setScanInterval(SCAN_MILLIS));
		return config;
	}

	/**
	 * Finds out by itself who of them is the master.
	 */
	Config replicated(List<String> addresses, int database, CredentialsResolver credentials, @Nullable SslBundle ssl) {
		Config config = common(credentials, ssl);
		applyToMasters(
				config.useReplicatedServers().addNodeAddress(addresses.toArray(String[]::new)).setDatabase(database));
		return config;
	}

	private static Config common(CredentialsResolver credentials, @Nullable SslBundle ssl) {
		Config config = new Config().setThreads(THREADS)
			.setNettyThreads(THREADS)
			// Scripts have a cache of ours; this one would send those that are sent whole
			// twice.
			.setUseScriptCache(false)
			.setNettyHook(new LostConnectionHook())
			.setCredentialsResolver(credentials);
		if (ssl != null) {
			config.setSslTrustManagerFactory(ssl.getManagers().getTrustManagerFactory())
				.setSslKeyManagerFactory(ssl.getManagers().getKeyManagerFactory())
				.setSslCiphers(ssl.getOptions().getCiphers())
				.setSslProtocols(ssl.getOptions().getEnabledProtocols());
		}
		return config;
	}

	private void applyToMasters(BaseMasterSlaveServersConfig<?> servers) {
		servers.setReadMode(ReadMode.MASTER);
		servers.setSubscriptionMode(SubscriptionMode.MASTER);
		servers.setMasterConnectionMinimumIdleSize(1);
		servers.setMasterConnectionPoolSize(this.properties.getConnections());
		servers.setSubscriptionConnectionMinimumIdleSize(0);
		servers.setSubscriptionConnectionPoolSize(SUBSCRIPTION_CONNECTIONS);
		apply(servers);
	}

	/**
	 * What failed is tried again by the engine, which knows until when that makes sense.
	 */
	private void apply(BaseConfig<?> servers) {
		servers.setConnectTimeout(Math.toIntExact(this.connectTimeout.toMillis()));
		servers.setTimeout(Math.toIntExact(this.properties.getOperationTimeout().toMillis()));
		servers.setRetryAttempts(0);
		servers.setRetryDelay(new ConstantDelay(Duration.ofMillis(100)));
		servers.setReconnectionDelay(new EqualJitterDelay(Duration.ofMillis(100), Duration.ofSeconds(1)));
		servers.setClientName(this.clientName);
	}

}
