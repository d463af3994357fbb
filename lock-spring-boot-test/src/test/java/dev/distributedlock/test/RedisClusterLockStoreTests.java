// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.test.server.RedisCluster;
import dev.distributedlock.test.server.RedisServer;

/**
 * Tests of {@link RedissonLockStore} on a Redis Cluster.
 */
class RedisClusterLockStoreTests extends RedissonLockStoreConformanceTests {

	private static RedisCluster cluster;

	private static Clients clients;

	RedisClusterLockStoreTests() {
		super(clients);
	}

	@BeforeAll
	static void connect() {
		cluster = RedisCluster.start();
		clients = new Clients(cluster.nodes(), (config) -> config.useClusterServers()
			.addNodeAddress(cluster.nodes().stream().map(RedisServer::url).toArray(String[]::new)));
	}

	@AfterAll
	static void disconnect() {
		clients.close();
		cluster.close();
	}

}
