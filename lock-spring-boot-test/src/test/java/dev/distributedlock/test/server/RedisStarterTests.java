// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.List;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.redisson.RedissonLockStore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the starter with Redis, of which the application has nothing but a service
 * connection, and Redisson on its class path without Redisson's own starter.
 */
@TestPropertySource(properties = { OnRequest.REDIS + "=true",
		"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
				+ "org.redisson.spring.starter.RedissonAutoConfigurationV2,"
				+ "org.redisson.spring.starter.RedissonAutoConfigurationV4" })
@Import(RedisConnection.class)
class RedisStarterTests extends StarterTests {

	static final int LENGTH_WITHOUT_OWNER = 3 * Double.BYTES + 36;

	/**
	 * The client that the application has from Spring Boot, as if there were no locks.
	 */
	@Autowired
	private StringRedisTemplate redis;

	@Override
	Class<? extends LockStore> storeType() {
		return RedissonLockStore.class;
	}

	@Override
	List<String> locks() {
		assertThat(this.redis.getConnectionFactory()).isInstanceOf(LettuceConnectionFactory.class);
		try (var keys = this.redis.scan(ScanOptions.scanOptions().match("{distributed-lock:*").build())) {
			return keys.stream().filter(this::isHeld).toList();
		}
	}

	/**
	 * The name of the owner is the last part of a value, missing when the lock was given
	 * back.
	 */
	private boolean isHeld(String key) {
		Long length = this.redis.opsForValue().size(key);
		return length != null && length > LENGTH_WITHOUT_OWNER;
	}

}
