// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.redisson.api.RedissonClient;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.store.redisson.RedissonLockStoreOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for locks that are kept in Redis, with Redisson as the client.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = DistributedLockAutoConfiguration.class,
		afterName = { "org.redisson.spring.starter.RedissonAutoConfigurationV4",
				"org.redisson.spring.starter.RedissonAutoConfigurationV2",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
@ConditionalOnClass(RedissonClient.class)
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnLockStore(LockStoreType.REDISSON)
@ConditionalOnMissingBean(LockStore.class)
@EnableConfigurationProperties(DistributedLockRedissonProperties.class)
@ImportRuntimeHints(RedissonRuntimeHints.class)
public final class RedissonLockStoreAutoConfiguration {

	@Bean
	LockRedisson distributedLockRedisson(ObjectProvider<RedissonClient> clients,
			ObjectProvider<DataRedisServers> servers, DistributedLockRedissonProperties properties,
			ResourceLoader resourceLoader) {
		return new LockRedissonFactory(properties, resourceLoader).create(clients, servers);
	}

	@Bean
	LockStore redissonLockStore(LockRedisson redisson, DistributedLockRedissonProperties properties) {
		RedissonLockStoreOptions options = new RedissonLockStoreOptions(properties.getOperationTimeout(),
				properties.getRetention());
		return redisson.open((client) -> {
			RedissonLockStore store = new RedissonLockStore(client, options);
			new RedisServerCheck(client, store, properties.getServerCheck()).run();
			return store;
		});
	}

	@Bean
	LockRetention distributedLockRetention(DistributedLockRedissonProperties properties) {
		return new LockRetention(properties.getRetention());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataRedisConnectionDetails.class)
	@ConditionalOnSingleCandidate(DataRedisConnectionDetails.class)
	static class DataRedisConfiguration {

		@Bean
		DataRedisServers distributedLockDataRedisServers(DataRedisConnectionDetails details,
				ObjectProvider<DataRedisProperties> properties) {
			return new DataRedisServers(details, properties.getIfAvailable(DataRedisProperties::new));
		}

	}

}
