// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.test.Locks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a server that answers, but refuses to work: failures quote its own words, and
 * say that it cannot be reached only if that is so.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisRefusalTests {

	private static final String UNREACHABLE = "cannot be reached";

	private final RedisServer server = new RedisServer(
			RedisPrograms.server(ServerFiles.freePort(), "--lua-time-limit", "1", "--key-load-delay", "300"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, RedissonLockStoreAutoConfiguration.class))
		.withPropertyValues("spring.application.name=sample", "distributed-lock.redisson.operation-timeout=2s",
				"distributed-lock.redisson.address=" + this.server.url());

	@BeforeEach
	void start() {
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/**
	 * Why a server refuses to work.
	 */
	enum Refusal {

		MISCONF((server) -> {
			ServerFiles.delete(Path.of(server.<Map<String, String>>call((jedis) -> jedis.configGet("dir")).get("dir")));
			server.call((jedis) -> jedis.configSet("save", "3600 1"));
			server.call(Jedis::bgsave);
			ServerProcess.awaitTrue(() -> server.info("persistence").get("rdb_last_bgsave_status").equals("err"));
		}),

		OOM((server) -> server.call((jedis) -> jedis.configSet("maxmemory", "1"))),

		READONLY((server) -> server.call((jedis) -> jedis.replicaof("127.0.0.1", 1))),

		NOPERM((server) -> server.call((jedis) -> jedis.aclSetUser("default", "-eval", "-evalsha"))),

		NOREPLICAS((server) -> server.call((jedis) -> jedis.configSet("min-replicas-to-write", "1"))),

		NOAUTH((server) -> server.call((jedis) -> {
			jedis.configSet("requirepass", "unknown");
			return jedis.clientKill(ClientKillParams.clientKillParams().type(ClientType.NORMAL));
		})),

		BUSY((server) -> {
			CompletableFuture.runAsync(() -> server.call((jedis) -> jedis.eval("while true do end")));
			ServerProcess.awaitTrue(() -> server.call((jedis) -> {
				try {
					return jedis.ping().isEmpty();
				}
				catch (RuntimeException ex) {
					return ex.getMessage().startsWith("BUSY");
				}
			}));
		}),

		LOADING((server) -> {
			server.call((jedis) -> jedis.eval("for i = 1, 60000 do redis.call('SET', 'sample' .. i, i) end"));
			server.kill();
			Thread starting = new Thread(server::start);
			starting.setDaemon(true);
			starting.start();
			ServerProcess.awaitTrue(() -> server.info("persistence").get("loading").equals("1"));
		});

		private final Consumer<RedisServer> cause;

		Refusal(Consumer<RedisServer> cause) {
			this.cause = cause;
		}

	}

	@ParameterizedTest
	@EnumSource
	void theServerRefusesToWorkWhenTheApplicationStarts(Refusal refusal, CapturedOutput output) {
		refusal.cause.accept(this.server);
		this.runner.run((context) -> assertRefused(context.getBean(LockRegistry.class), refusal));
		assertThat(output).doesNotContain(UNREACHABLE);
	}

	@ParameterizedTest
	@EnumSource
	void theServerRefusesToWorkLater(Refusal refusal, CapturedOutput output) {
		this.runner.run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			acquire(registry);
			refusal.cause.accept(this.server);
			assertRefused(registry, refusal);
		});
		assertThat(output).doesNotContain(UNREACHABLE);
	}

	private static void acquire(LockRegistry registry) {
		try (LockLease lease = registry.acquire(LockRequest.of("sample-" + System.nanoTime()))) {
			assertThat(lease.isHeld()).isTrue();
		}
	}

	/**
	 * Not the first failure, if connections have been closed.
	 */
	private static void assertRefused(LockRegistry registry, Refusal refusal) {
		Locks.await()
			.untilAsserted(() -> assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> acquire(registry))
				.withStackTraceContaining("Redis answered: " + refusal.name()));
	}

	@Test
	void theServerIsDown(CapturedOutput output) {
		this.server.stop();
		this.runner.run((context) -> assertThatExceptionOfType(LockStoreException.class)
			.isThrownBy(() -> acquire(context.getBean(LockRegistry.class)))
			.withCauseInstanceOf(RequestNotSentException.class)
			.withStackTraceContaining(UNREACHABLE));
		assertThat(output).contains(UNREACHABLE);
	}

}
