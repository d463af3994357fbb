// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.store.redisson.RedissonLockStoreOptions;
import dev.distributedlock.test.server.RedisServer;

/**
 * Base of the tests of {@link RedissonLockStore}, whatever kind of Redis it is.
 */
abstract class RedissonLockStoreConformanceTests extends LockStoreConformanceTests {

	private static final Duration SHORT_LEASE = Duration.ofMillis(300);

	private final Clients clients;

	RedissonLockStoreConformanceTests(Clients clients) {
		this.clients = clients;
	}

	@Override
	protected LockStore store() {
		return this.clients.store;
	}

	@Override
	protected LockStore otherStore() {
		return this.clients.otherStore;
	}

	@Override
	protected LockStore forgetfulStore() {
		return this.clients.forgetfulStore;
	}

	@Override
	protected void forgetEverything() {
		this.clients.masters.forEach((master) -> master.call(Jedis::flushAll));
	}

	@Override
	protected void setToken(LockId lock, long token) {
		this.clients.masters.forEach((master) -> master.call((jedis) -> {
			for (byte[] key : keys(jedis, lock)) {
				byte[] value = jedis.get(key);
				numbers(value).putDouble(0, token);
				jedis.set(key, value, SetParams.setParams().keepTtl());
			}
			return true;
		}));
	}

	@Override
	protected Map<LockId, Long> rememberedTokens(Collection<LockId> locks) {
		Map<LockId, Long> tokens = new HashMap<>();
		this.clients.masters.forEach((master) -> master.call((jedis) -> {
			for (LockId lock : locks) {
				for (byte[] key : keys(jedis, lock)) {
					byte[] value = jedis.get(key);
					if (value != null) {
						tokens.put(lock, (long) numbers(value).getDouble(0));
					}
				}
			}
			return true;
		}));
		return tokens;
	}

	private static Set<byte[]> keys(Jedis jedis, LockId lock) {
		return jedis.keys(("{distributed-lock:*}:" + lock.value()).getBytes(StandardCharsets.US_ASCII));
	}

	private static ByteBuffer numbers(byte[] value) {
		return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
	}

	@Override
	protected Duration shortLease() {
		return SHORT_LEASE;
	}

	@Override
	protected Duration patience() {
		return Duration.ofSeconds(10);
	}

	/**
	 * Two clients of the same server or cluster.
	 */
	static final class Clients implements AutoCloseable {

		private final List<RedisServer> masters;

		private final RedissonClient client;

		private final RedissonClient otherClient;

		private final RedissonLockStore store;

		private final RedissonLockStore otherStore;

		private final RedissonLockStore forgetfulStore;

		Clients(List<RedisServer> masters, Consumer<Config> server) {
			RedissonLockStoreOptions options = RedissonLockStoreOptions.standard();
			this.masters = masters;
			this.client = client(server);
			this.otherClient = client(server);
			this.store = new RedissonLockStore(this.client, options);
			this.otherStore = new RedissonLockStore(this.otherClient, options);
			this.forgetfulStore = new RedissonLockStore(this.client,
					new RedissonLockStoreOptions(options.operationTimeout(), SHORT_LEASE));
		}

		static Clients of(RedisServer server) {
			return new Clients(List.of(server), (config) -> config.useSingleServer().setAddress(server.url()));
		}

		private static RedissonClient client(Consumer<Config> server) {
			Config config = new Config();
			server.accept(config);
			return Redisson.create(config);
		}

		@Override
		public void close() {
			this.store.close();
			this.otherStore.close();
			this.forgetfulStore.close();
			this.client.shutdown();
			this.otherClient.shutdown();
		}

	}

}
