// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.SingleServerConfig;

import dev.distributedlock.LockLostEvent;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.store.redisson.RedissonLockStoreOptions;
import dev.distributedlock.test.server.RedisServer;

/**
 * A replica of an application, with a client, a store and a registry of its own.
 */
final class Replica implements AutoCloseable {

	/**
	 * Long enough for a slow machine, short enough to wait for.
	 */
	static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration RETENTION = Duration.ofHours(1);

	private final RedissonClient client;

	private final RedissonLockStore store;

	private final DefaultLockRegistry registry;

	private final Queue<LockLostEvent> losses = new ConcurrentLinkedQueue<>();

	private Replica(Config config, RedissonLockStoreOptions options) {
		this.client = Redisson.create(config);
		this.store = new RedissonLockStore(this.client, options);
		this.registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), this.losses::add);
	}

	static Replica of(RedisServer server) {
		return of(server.url());
	}

	static Replica of(String url) {
		return of(config(url));
	}

	static Replica of(Config config) {
		return new Replica(config, new RedissonLockStoreOptions(OPERATION_TIMEOUT, RETENTION));
	}

	/**
	 * A replica that remembers free locks for a short time only.
	 */
	static Replica forgetful(RedisServer server, Duration retention) {
		return new Replica(config(server.url()), new RedissonLockStoreOptions(OPERATION_TIMEOUT, retention));
	}

	/**
	 * A replica that waits for answers for a long time.
	 */
	static Replica patient(Config config) {
		return new Replica(config, new RedissonLockStoreOptions(Duration.ofMinutes(2), RETENTION));
	}

	static Config config(String url) {
		Config config = new Config();
		SingleServerConfig server = config.useSingleServer().setAddress(url);
		server.setConnectionMinimumIdleSize(2).setConnectionPoolSize(16);
		server.setSubscriptionConnectionMinimumIdleSize(0);
		return config;
	}

	RedissonClient client() {
		return this.client;
	}

	RedissonLockStore store() {
		return this.store;
	}

	DefaultLockRegistry registry() {
		return this.registry;
	}

	Queue<LockLostEvent> losses() {
		return this.losses;
	}

	@Override
	public void close() {
		this.registry.close();
		this.store.close();
		this.client.shutdown(0, 5, TimeUnit.SECONDS);
	}

}
