// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.store.redisson.RedissonLockStoreOptions;
import dev.distributedlock.test.Locks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that requests which fail leave no direct memory behind: while a server loads its
 * data, Redisson does not free what it has encoded for a request that it cannot send.
 */
class RedisDirectMemoryTests {

	private static final int REQUESTS = 4000;

	private static final int AT_ONCE = 100;

	/**
	 * Less than the arguments of these requests would take, six of 256 bytes each.
	 */
	private static final long TOLERANCE = 512 * REQUESTS;

	/**
	 * Why requests fail.
	 */
	enum Failure {

		NO_SERVER(RedisServer::kill),

		LOADING((server) -> {
			for (int i = 0; i < 10; i++) {
				String script = "for i = 1, 100000 do redis.call('SET', 'sample-%d-' .. i, i) end".formatted(i);
				server.call((jedis) -> jedis.eval(script));
			}
			server.kill();
			Thread starting = new Thread(server::start);
			starting.setDaemon(true);
			starting.start();
			ServerProcess.awaitTrue(() -> server.info("persistence").get("loading").equals("1"));
		}),

		REFUSED((server) -> server.call((jedis) -> jedis.aclSetUser("default", "-eval", "-evalsha")));

		private final Consumer<RedisServer> cause;

		Failure(Consumer<RedisServer> cause) {
			this.cause = cause;
		}

	}

	@ParameterizedTest
	@EnumSource
	void requestsThatFailLeaveNoMemoryBehind(Failure failure) {
		RedissonClient client = null;
		try (RedisServer server = new RedisServer(
				RedisPrograms.server(ServerFiles.freePort(), "--key-load-delay", "20"))) {
			server.start();
			client = client(server);
			LockStore store = new RedissonLockStore(client,
					new RedissonLockStoreOptions(Duration.ofSeconds(2), Duration.ofHours(1)));
			Locks.grant(store, Locks.acquisition(Locks.newLock()));
			failure.cause.accept(server);
			fail(store, 500);
			Locks.await().until(() -> growth(store) < TOLERANCE);
		}
		finally {
			if (client != null) {
				client.shutdown();
			}
		}
	}

	/**
	 * What connections and allocators keep does not grow for ever; what gets lost does.
	 */
	private static long growth(LockStore store) {
		long before = directMemory();
		fail(store, REQUESTS);
		return directMemory() - before;
	}

	private static RedissonClient client(RedisServer server) {
		Config config = new Config();
		config.useSingleServer()
			.setAddress(server.url())
			.setConnectionMinimumIdleSize(1)
			.setConnectionPoolSize(AT_ONCE);
		return Redisson.create(config);
	}

	private static void fail(LockStore store, int requests) {
		for (int i = 0; i < requests; i += AT_ONCE) {
			List<CompletableFuture<AcquireResult>> answers = Stream
				.generate(() -> store.acquireAsync(Locks.acquisition(Locks.newLock()), Locks.LONG,
						WaitTime.of(Locks.LONG), Runnable::run))
				.limit(AT_ONCE)
				.toList();
			answers.forEach((answer) -> assertThat(answer.handle((result, ex) -> ex).join()).isNotNull());
		}
	}

	private static long directMemory() {
		return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
	}

}
