/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

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
 *
 * @author The Distributed Lock authors
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
