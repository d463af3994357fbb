// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.test.server.RedisProduct;

/**
 * Tests of {@link RedissonLockStore} on an earlier Redis.
 */
class RedisPreviousLockStoreTests extends RedissonLockStoreConformanceTests {

	private static Clients clients;

	RedisPreviousLockStoreTests() {
		super(clients);
	}

	@BeforeAll
	static void connect() {
		clients = Clients.of(RedisProduct.REDIS_PREVIOUS.sharedServer());
	}

	@AfterAll
	static void disconnect() {
		clients.close();
	}

}
