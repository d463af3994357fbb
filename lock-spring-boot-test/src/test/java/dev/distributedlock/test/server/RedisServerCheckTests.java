// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what start-up says of servers that do not keep what they are told.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisServerCheckTests {

	private final RedisServer server = new RedisServer(RedisPrograms.server(ServerFiles.freePort()));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, RedissonLockStoreAutoConfiguration.class))
		.withPropertyValues("spring.application.name=sample", "distributed-lock.redisson.address=" + this.server.url());

	@BeforeEach
	void start() {
		this.server.start();
		logLevel(LogLevel.INFO);
	}

	@AfterEach
	void stop() {
		logLevel(LogLevel.WARN);
		this.server.close();
	}

	private static void logLevel(LogLevel level) {
		LoggingSystem.get(RedisServerCheckTests.class.getClassLoader())
			.setLogLevel("dev.distributedlock.autoconfigure", level);
	}

	@Test
	void nothingIsWrong(CapturedOutput output) {
		set("maxmemory", "100mb");
		this.runner.withPropertyValues("distributed-lock.redisson.server-check=fail")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("may not be safe", "append-only", "could not be checked");
	}

	@Test
	void aServerThatMayEvictLocksIsWarnedOf(CapturedOutput output) {
		set("maxmemory", "100mb");
		set("maxmemory-policy", "volatile-lru");
		this.runner.run(RedisConnectionTests::assertWorks);
		assertThat(output).contains("may not be safe", "127.0.0.1:" + this.server.port(),
				"maxmemory-policy volatile-lru", "noeviction");
	}

	@Test
	void aServerThatMayEvictLocksIsRefused() {
		set("maxmemory", "100mb");
		set("maxmemory-policy", "allkeys-random");
		this.runner.withPropertyValues("distributed-lock.redisson.server-check=fail")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("would not be safe")
				.hasMessageContaining("allkeys-random"));
	}

	@Test
	void aServerWithoutALimitEvictsNothing(CapturedOutput output) {
		set("maxmemory-policy", "allkeys-lru");
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("may not be safe");
	}

	@Test
	void nothingIsAskedIfItIsOff(CapturedOutput output) {
		set("maxmemory", "100mb");
		set("maxmemory-policy", "allkeys-lru");
		set("appendonly", "no");
		this.runner.withPropertyValues("distributed-lock.redisson.server-check=off")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("may not be safe", "append-only");
	}

	@Test
	void aReplicaIsRefused() {
		try (RedisServer replica = new RedisServer(RedisPrograms.server(ServerFiles.freePort(), "--replicaof",
				this.server.host(), Integer.toString(this.server.port())))) {
			replica.start();
			this.runner
				.withPropertyValues("distributed-lock.redisson.server-check=fail",
						"distributed-lock.redisson.address=" + replica.url())
				.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("is a replica"));
		}
	}

	@Test
	void aServerWithoutAFileIsMentioned(CapturedOutput output) {
		set("appendonly", "no");
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("has no append-only file");
	}

	@Test
	void aServerThatDoesNotTellIsNoProblem(CapturedOutput output) {
		this.server.call((jedis) -> jedis.aclSetUser("default", "-info", "-config"));
		this.runner.withPropertyValues("distributed-lock.redisson.server-check=fail")
			.run(RedisConnectionTests::assertWorks);
		assertThat(output).contains("could not be checked", "NOPERM").doesNotContain("cannot be reached");
	}

	@Test
	void aServerThatLetsLocksNotifyNoWaiterIsWarnedOf(CapturedOutput output) {
		logLevel(LogLevel.WARN);
		this.server.call((jedis) -> jedis.aclSetUser("default", "-publish"));
		this.runner.withPropertyValues("distributed-lock.redisson.server-check=fail")
			.run(RedisConnectionTests::assertWorks);
		assertThat(output.getAll().split("does not let locks notify waiters", -1)).hasSize(2);
	}

	private void set(String parameter, String value) {
		this.server.call((jedis) -> jedis.configSet(parameter, value));
	}

}
