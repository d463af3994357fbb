// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.client.DefaultNettyHook;
import org.redisson.config.Config;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import dev.distributedlock.store.redisson.LostConnectionHook;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Decides which client locks use: the one that was configured for them alone, or that of
 * the application, or one that leads to the servers that the application uses otherwise.
 */
final class LockRedissonFactory {

	private final DistributedLockRedissonProperties properties;

	private final ResourceLoader resourceLoader;

	LockRedissonFactory(DistributedLockRedissonProperties properties, ResourceLoader resourceLoader) {
		this.properties = properties;
		this.resourceLoader = resourceLoader;
	}

	LockRedisson create(ObjectProvider<RedissonClient> clients, ObjectProvider<DataRedisServers> servers) {
		RedissonVersion.check();
		Config own = own();
		if (own != null) {
			return LockRedisson.of(own);
		}
		RedissonClient shared = clients.getIfUnique();
		if (shared != null) {
			return LockRedisson.of(shared);
		}
		if (clients.stream().findAny().isPresent()) {
			throw new LockSetupException(
					"Distributed locks are kept in Redis, but there are several RedissonClient beans"
							+ " and none of them is the primary one.",
					"Mark the RedissonClient that locks shall use with @Primary, or set distributed-lock.redisson.address"
							+ " or distributed-lock.redisson.config to give locks a client of their own.");
		}
		return LockRedisson.of(servers.getObject().toConfig(new RedissonConfigs(this.properties)));
	}

	private @Nullable Config own() {
		String location = this.properties.getConfig();
		String address = this.properties.getAddress();
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put("distributed-lock.redisson.config", location);
			entries.put("distributed-lock.redisson.address", address);
		});
		if (StringUtils.hasText(location)) {
			return read(location);
		}
		return StringUtils.hasText(address) ? RedisAddress.parse(address).toConfig(new RedissonConfigs(this.properties))
				: null;
	}

	private Config read(String location) {
		try (InputStream input = this.resourceLoader.getResource(location).getInputStream()) {
			return parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException | IllegalArgumentException ex) {
			boolean local = isLocal(location);
			throw new LockSetupException(
					"The file of the property distributed-lock.redisson.config cannot be read: "
							+ (local ? ex.getMessage() : ex.getClass().getName()) + ".",
					"Change the property distributed-lock.redisson.config.", local ? ex : null);
		}
	}

	/**
	 * Other locations may have a user and a password, which failures quote.
	 */
	private static boolean isLocal(String location) {
		return !location.contains(":") || location.startsWith("classpath:") || location.startsWith("file:");
	}

	/**
	 * The failure of the parser quotes lines of the file, which may contain a password.
	 */
	private static Config parse(String yaml) throws IOException {
		try {
			Config config = Config.fromYAML(yaml).setLazyInitialization(false);
			return (config.getNettyHook() instanceof DefaultNettyHook) ? config.setNettyHook(new LostConnectionHook())
					: config;
		}
		catch (RuntimeException ex) {
			throw new LockSetupException(
					"The file of the property distributed-lock.redisson.config is not a configuration of Redisson"
							+ place(ex) + ". (It may contain a password, and is not shown.)",
					"Correct the file, or set distributed-lock.redisson.address instead.");
		}
	}

	private static String place(Throwable failure) {
		String place = "";
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
				place = ": see line " + (marked.getProblemMark().getLine() + 1);
			}
		}
		return place;
	}

}
