// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import org.junit.jupiter.api.Test;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.autoconfigure.JdbcLockStoreAutoConfiguration;
import dev.distributedlock.autoconfigure.RedissonLockStoreAutoConfiguration;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.redisson.RedissonLockStore;
import dev.distributedlock.test.server.RedisProduct;
import dev.distributedlock.test.server.RedisServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a transaction in a database does not commit when its lock, which is in
 * Redis, has been lost: nobody's guard is involved, the store is asked.
 */
class RedisCommitTests {

	private static final LockRequest REQUEST = LockRequest.of("sample");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				RedissonLockStoreAutoConfiguration.class, JdbcLockStoreAutoConfiguration.class,
				DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
				TransactionAutoConfiguration.class, JdbcTemplateAutoConfiguration.class))
		.withPropertyValues("spring.application.name=commits", "spring.datasource.generate-unique-name=true",
				"distributed-lock.type=redisson");

	@Test
	void aTransactionCommitsUnderItsLock() {
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			run(server, (context) -> {
				assertThat(context.getBeansOfType(CommitGuard.class)).isEmpty();
				assertThat(context.getBean(LockStore.class)).isInstanceOf(RedissonLockStore.class);
				write(context, () -> {
				});
				assertThat(rows(context)).isOne();
			});
		}
	}

	@Test
	void aTransactionDoesNotCommitWhenTheLockHasBeenFreedMeanwhile() {
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			run(server, (context) -> {
				LockStore store = context.getBean(LockStore.class);
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> write(context, () -> store.forceRelease(store.list(null, 1).get(0).lock())));
				assertThat(rows(context)).isZero();
			});
		}
	}

	@Test
	void aTransactionDoesNotCommitWhenAnotherHasTheLockBecauseRedisForgotIt() {
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			run(server, (context) -> {
				assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> write(context, () -> {
					long token = context.getBean(LockStore.class).list(null, 1).get(0).token();
					server.call((jedis) -> jedis.flushAll());
					try (LockLease other = context.getBean(LockRegistry.class).acquire(REQUEST)) {
						assertThat(other.fencingToken()).isGreaterThan(token);
					}
				}));
				assertThat(rows(context)).isZero();
			});
		}
	}

	@Test
	void aTransactionDoesNotCommitWhenRedisCannotBeAsked() {
		try (RedisServer server = RedisProduct.REDIS.startServer()) {
			run(server, (context) -> {
				assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> write(context, server::kill));
				assertThat(rows(context)).isZero();
			});
		}
	}

	private void run(RedisServer server, ThrowingConsumer test) {
		this.runner
			.withPropertyValues("distributed-lock.redisson.address=" + server.url(),
					"distributed-lock.redisson.operation-timeout=2s")
			.run((context) -> {
				context.getBean(JdbcTemplate.class).execute("CREATE TABLE sample (id BIGINT)");
				test.accept(context);
			});
	}

	private static void write(ApplicationContext context, Runnable meanwhile) {
		context.getBean(LockTemplate.class)
			.executeWithoutResult(REQUEST,
					(lease) -> context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
						context.getBean(JdbcTemplate.class).update("INSERT INTO sample (id) VALUES (1)");
						meanwhile.run();
					}));
	}

	private static long rows(ApplicationContext context) {
		Long rows = context.getBean(JdbcTemplate.class).queryForObject("SELECT COUNT(*) FROM sample", Long.class);
		return (rows != null) ? rows : -1;
	}

	@FunctionalInterface
	private interface ThrowingConsumer {

		void accept(ApplicationContext context) throws Exception;

	}

}
