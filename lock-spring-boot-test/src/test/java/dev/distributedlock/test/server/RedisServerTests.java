// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that the Redis servers are what other tests take them for, with a client that
 * applications use.
 */
class RedisServerTests {

	@ParameterizedTest
	@EnumSource
	void aSharedServerAnswers(RedisProduct product) {
		RedisServer server = product.sharedServer();
		withClient((config) -> config.useSingleServer().setAddress(server.url()), RedisServerTests::assertWorks);
	}

	@ParameterizedTest
	@EnumSource
	void aServerKeepsItsPortAndItsDataWhenItIsStoppedOrKilled(RedisProduct product) {
		try (RedisServer server = product.startServer()) {
			server.call((jedis) -> jedis.set("sample", "1"));
			server.stop();
			assertThatException().isThrownBy(() -> server.call((jedis) -> jedis.get("sample")));
			server.start();
			assertThat(server.<String>call((jedis) -> jedis.get("sample"))).isEqualTo("1");
			server.call((jedis) -> jedis.set("sample", "2"));
			server.kill();
			assertThatException().isThrownBy(() -> server.call((jedis) -> jedis.get("sample")));
			server.start();
			assertThat(server.<String>call((jedis) -> jedis.get("sample"))).isEqualTo("2");
		}
	}

	@Test
	void aClusterSpreadsItsKeysAndKnowsWhenANodeIsGone() {
		try (RedisCluster cluster = RedisCluster.start()) {
			withClient(
					(config) -> config.useClusterServers()
						.addNodeAddress(cluster.nodes().stream().map(RedisServer::url).toArray(String[]::new)),
					(client) -> {
						for (int i = 0; i < 100; i++) {
							client.getBucket("sample-" + i).set(i);
						}
					});
			assertThat(cluster.nodes())
				.allSatisfy((node) -> assertThat(node.<Long>call((jedis) -> jedis.dbSize())).isBetween(1L, 99L));
			RedisServer first = cluster.nodes().get(0);
			first.kill();
			ServerProcess.awaitTrue(() -> state(cluster.nodes().get(1)).contains("cluster_state:fail"));
			first.start();
			ServerProcess.awaitTrue(() -> state(cluster.nodes().get(1)).contains("cluster_state:ok"));
		}
	}

	private static String state(RedisServer node) {
		return node.call((jedis) -> jedis.clusterInfo());
	}

	private static void withClient(Consumer<Config> configuration, Consumer<RedissonClient> task) {
		Config config = new Config();
		configuration.accept(config);
		RedissonClient client = Redisson.create(config);
		try {
			task.accept(client);
		}
		finally {
			client.shutdown();
		}
	}

	private static void assertWorks(RedissonClient client) {
		client.getBucket("sample").set("value");
		assertThat(client.getBucket("sample").get()).isEqualTo("value");
	}

}
