// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.redisson.api.RedissonClient;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.AccessControlLogEntry;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that locks get to the servers that Spring Boot knows, with the clients that we
 * build for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisConnectionTests {

	/**
	 * What locks need, as the documentation says.
	 */
	private static final String[] RIGHTS = { "on", ">secret", "resetkeys", "~{distributed-lock:*", "resetchannels",
			"&distributed-lock:*", "-@all", "+ping", "+info", "+eval", "+evalsha", "+time", "+get", "+set", "+zadd",
			"+zpopmin", "+pttl", "+pexpire", "+publish", "+subscribe", "+unsubscribe", "+scan" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				RedissonLockStoreAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.application.name=sample");

	@Test
	void aDatabaseOfAServer() {
		RedisServer server = RedisProduct.REDIS.sharedServer();
		this.runner.withPropertyValues("spring.data.redis.url=redis://%s:%d/7".formatted(server.host(), server.port()))
			.run((context) -> {
				assertWorks(context);
				assertThat(server.<Integer>call((jedis) -> {
					jedis.select(7);
					return jedis.keys("{distributed-lock:*}:sample:*").size();
				})).isPositive();
			});
	}

	@Test
	void aClientOfOursIsSmallAndEndsWithTheApplication() {
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			this.runner.withPropertyValues("distributed-lock.redisson.address=" + server.url()).run((context) -> {
				assertWorks(context);
				assertThat(context).doesNotHaveBean(RedissonClient.class);
				assertThat(connections(server)).isBetween(1L, 2L);
				context.close();
				ServerProcess.awaitTrue(() -> connections(server) == 0);
			});
		}
	}

	/**
	 * All but the one that asks.
	 */
	private static long connections(RedisServer server) {
		return Long.parseLong(server.info("clients").get("connected_clients")) - 1;
	}

	@Test
	void anAddressOfItsOwn() {
		this.runner
			.withPropertyValues("distributed-lock.redisson.address=" + RedisProduct.REDIS.sharedServer().url(),
					"spring.data.redis.host=nowhere.invalid")
			.run(RedisConnectionTests::assertWorks);
	}

	@Test
	void aUserWithTheRightsThatLocksNeed() {
		try (RedisServer server = new RedisServer(RedisPrograms.server(ServerFiles.freePort()))) {
			server.start();
			server.call((jedis) -> jedis.aclSetUser("locks", RIGHTS));
			this.runner
				.withPropertyValues("spring.data.redis.host=" + server.host(),
						"spring.data.redis.port=" + server.port(), "spring.data.redis.username=locks",
						"spring.data.redis.password=secret")
				.run((context) -> {
					assertWorks(context);
					assertIsWokenUp(context, List.of(server));
				});
			assertThat(denied(server)).isEmpty();
		}
	}

	/**
	 * Redisson tries at first whether two keys may be in one script.
	 */
	private static List<String> denied(RedisServer server) {
		return server.<List<AccessControlLogEntry>>call(Jedis::aclLog)
			.stream()
			.map(AccessControlLogEntry::getObject)
			.filter((object) -> !object.startsWith("test"))
			.toList();
	}

	@Test
	void aServerThatIsDownAtFirstAndComesUpLater() {
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			server.stop();
			this.runner
				.withPropertyValues("spring.data.redis.host=" + server.host(),
						"spring.data.redis.port=" + server.port(), "distributed-lock.redisson.operation-timeout=2s")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> assertWorks(context));
					server.start();
					awaitWorks(context);
					server.kill();
					assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> assertWorks(context));
					server.start();
					awaitWorks(context);
				});
		}
	}

	@Test
	void anOutageIsLoggedOnceAndSoIsItsEnd(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(RedisConnectionTests.class.getClassLoader());
		logging.setLogLevel("dev.distributedlock", LogLevel.DEBUG);
		logging.setLogLevel("org.redisson", LogLevel.INFO);
		logging.setLogLevel("org.redisson.Version", null);
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			server.stop();
			this.runner.withPropertyValues("distributed-lock.redisson.address=" + server.url()).run((context) -> {
				ServerProcess.awaitTrue(() -> count(output, "Still no lock can be taken") > 3);
				server.start();
				awaitWorks(context);
				assertThat(count(output, "WARN  d.d.")).isOne();
				server.kill();
				for (int i = 0; i < 3; i++) {
					assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> assertWorks(context));
				}
				server.start();
				awaitWorks(context);
			});
		}
		finally {
			logging.setLogLevel("dev.distributedlock", null);
			logging.setLogLevel("org.redisson", null);
			logging.setLogLevel("org.redisson.Version", null);
		}
		assertThat(count(output, "Redisson 4")).isOne();
		assertThat(count(output, "Redis has been reached")).isOne();
		assertThat(count(output, "No lock can be taken at present. Redis cannot be reached")).isOne();
		assertThat(count(output, "Redis can be reached again")).isOne();
	}

	private static int count(CapturedOutput output, String text) {
		return output.getAll().split(Pattern.quote(text), -1).length - 1;
	}

	@Test
	void sentinels() {
		try (RedisSentinels servers = RedisSentinels.start()) {
			ApplicationContextRunner sentinelRunner = this.runner.withPropertyValues(
					"spring.data.redis.sentinel.master=" + RedisSentinels.MASTER_NAME,
					"spring.data.redis.sentinel.nodes=" + nodes(servers.sentinels()), "spring.data.redis.database=2");
			sentinelRunner.run(RedisConnectionTests::assertWorks);
			servers.sentinels().forEach(RedisServer::stop);
			sentinelRunner.run((context) -> {
				assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> assertWorks(context));
				servers.sentinels().forEach(RedisServer::start);
				awaitWorks(context);
				servers.master().kill();
				awaitWorks(context);
			});
		}
	}

	@Test
	void aMasterThatIsGoneWhenTheApplicationStarts() {
		try (RedisSentinels servers = RedisSentinels.start()) {
			servers.master().kill();
			// The sentinels have not noticed yet.
			this.runner
				.withPropertyValues("spring.data.redis.sentinel.master=" + RedisSentinels.MASTER_NAME,
						"spring.data.redis.sentinel.nodes=" + nodes(servers.sentinels()))
				.run(RedisConnectionTests::awaitWorks);
		}
	}

	@Test
	void aSentinelWithAPasswordAndServersWithout() throws IOException {
		int port = ServerFiles.freePort();
		Path files = ServerFiles.create("sentinel");
		try (RedisServer master = new RedisServer(RedisPrograms.server(ServerFiles.freePort()))) {
			master.start();
			Path configuration = Files.writeString(files.resolve("sentinel.conf"), """
					port %d
					bind 127.0.0.1
					requirepass watched
					sentinel monitor locks %s %d 1
					""".formatted(port, master.host(), master.port()));
			try (LocalProcess sentinel = RedisPrograms.sentinel(port, files, configuration)) {
				sentinel.start();
				ServerProcess.awaitAnswer(() -> ping(port, "watched"));
				this.runner
					.withPropertyValues("spring.data.redis.sentinel.master=locks",
							"spring.data.redis.sentinel.nodes=127.0.0.1:" + port,
							"spring.data.redis.sentinel.password=watched")
					.run(RedisConnectionTests::assertWorks);
			}
		}
	}

	private static String ping(int port, String password) {
		try (Jedis jedis = new Jedis("127.0.0.1", port)) {
			jedis.auth(password);
			return jedis.ping();
		}
	}

	@Test
	void aMasterAndItsReplicaWhicheverIsFirst() {
		try (RedisServer master = new RedisServer(RedisPrograms.server(ServerFiles.freePort()))) {
			master.start();
			try (RedisServer replica = new RedisServer(RedisPrograms.server(ServerFiles.freePort(), "--replicaof",
					master.host(), Integer.toString(master.port())))) {
				replica.start();
				this.runner
					.withPropertyValues("spring.data.redis.masterreplica.nodes=" + nodes(List.of(replica, master)))
					.run(RedisConnectionTests::assertWorks);
			}
		}
	}

	@Test
	void aCluster() {
		try (RedisCluster cluster = RedisCluster.start()) {
			this.runner.withPropertyValues("spring.data.redis.cluster.nodes=" + nodes(cluster.nodes()))
				.run((context) -> {
					for (int i = 0; i < 50; i++) {
						assertWorks(context, "lock-" + i);
					}
					assertThat(cluster.nodes())
						.allSatisfy((node) -> assertThat(node.<Long>call((jedis) -> jedis.dbSize())).isPositive());
				});
		}
	}

	@Test
	void aUserOfAClusterWithTheRightsThatLocksNeed() {
		try (RedisCluster cluster = RedisCluster.start()) {
			cluster.nodes().forEach((node) -> node.call((jedis) -> {
				jedis.aclSetUser("locks", RIGHTS);
				return jedis.aclSetUser("locks", "+cluster|nodes", "+pubsub");
			}));
			this.runner
				.withPropertyValues("spring.data.redis.cluster.nodes=" + nodes(cluster.nodes()),
						"spring.data.redis.username=locks", "spring.data.redis.password=secret")
				.run((context) -> {
					for (int i = 0; i < 10; i++) {
						assertWorks(context, "lock-" + i);
					}
					assertIsWokenUp(context, cluster.nodes());
				});
			assertThat(cluster.nodes()).allSatisfy((node) -> assertThat(denied(node)).isEmpty());
		}
	}

	private static String nodes(List<RedisServer> servers) {
		return servers.stream().map((server) -> server.host() + ":" + server.port()).collect(Collectors.joining(","));
	}

	static void assertWorks(ApplicationContext context) {
		assertWorks(context, "lock");
	}

	private static void assertWorks(ApplicationContext context, String name) {
		LockRequest request = LockRequest.of(name).waitTime(Duration.ZERO);
		try (LockLease lease = context.getBean(LockRegistry.class).acquire(request)) {
			assertThat(lease.verify()).isTrue();
		}
	}

	private static void awaitWorks(ApplicationContext context) {
		ServerProcess.awaitTrue(() -> {
			assertWorks(context);
			return true;
		});
	}

	private static void assertIsWokenUp(ApplicationContext context, List<RedisServer> servers) throws Exception {
		LockRegistry registry = context.getBean(LockRegistry.class);
		LockRequest request = LockRequest.of("contended").waitTime(Duration.ofMinutes(1));
		LockLease lease = registry.acquire(request);
		CompletableFuture<Optional<LockLease>> next = registry.tryAcquireAsync(request);
		ServerProcess.awaitTrue(() -> servers.stream()
			.anyMatch((server) -> !server.<List<String>>call((jedis) -> jedis.pubsubChannels("distributed-lock:*"))
				.isEmpty()));
		lease.release();
		next.get(1, TimeUnit.MINUTES).orElseThrow().release();
	}

}
