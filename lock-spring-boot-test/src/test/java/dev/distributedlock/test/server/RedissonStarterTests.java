// SPDX-License-Identifier: Apache-2.0

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
