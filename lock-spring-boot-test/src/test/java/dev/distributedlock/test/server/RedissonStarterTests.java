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
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.ByteArrayCodec;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.redisson.RedissonLockStore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the starter beside Redisson's own, whose client locks use, too.
 *
 * @author The Distributed Lock authors
 */
@TestPropertySource(properties = { OnRequest.REDIS + "=true",
		"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
@Import(RedisConnection.class)
class RedissonStarterTests extends StarterTests {

	@Autowired
	private RedissonClient client;

	@Autowired
	private ApplicationContext context;

	@Test
	void locksUseTheClientOfTheApplication() {
		Object redisson = this.context.getBean("distributedLockRedisson");
		assertThat(ReflectionTestUtils.getField(redisson, "shared")).isSameAs(this.client);
	}

	@Override
	Class<? extends LockStore> storeType() {
		return RedissonLockStore.class;
	}

	@Override
	List<String> locks() {
		return StreamSupport.stream(
				this.client.getKeys().getKeys(KeysScanOptions.defaults().pattern("{distributed-lock:*")).spliterator(),
				false)
			.filter((key) -> this.client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE)
				.get().length > RedisStarterTests.LENGTH_WITHOUT_OWNER)
			.toList();
	}

}
