// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.LockTransactions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.transaction.CounterApplication.LockFirst;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a counter has every increment that succeeded, and no other, while leases
 * expire and are taken away.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class CounterUnderFireTests {

	private static final int ATTEMPTS = 1000;

	private static final int THREADS = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final List<Class<? extends Counter>> WAYS = List.of(LockFirst.class,
			CounterApplication.TransactionFirst.class, CounterApplication.TransactionalType.class,
			CounterApplication.Interruptible.class, CounterApplication.Templates.class,
			CounterApplication.Nested.class);

	private static final Map<String, Object> PROPERTIES = Map.of("distributed-lock.wait-time", "5s",
			"distributed-lock.locks.counter.lease-time", "400ms", "distributed-lock.locks.counter.renew", "false",
			"spring.datasource.hikari.maximum-pool-size", THREADS + 1);

	private static Replicas replicas;

	private final DatabaseProduct product;

	private final Map<Class<?>, AtomicInteger> failures = new ConcurrentHashMap<>();

	private final AtomicInteger successes = new AtomicInteger();

	private final Queue<Future<?>> others = new ConcurrentLinkedQueue<>();

	CounterUnderFireTests(DatabaseProduct product) {
		this.product = product;
	}

	@BeforeParameterizedClassInvocation
	static void open(DatabaseProduct product) {
		replicas = Replicas.open(product, 4, CounterApplication.class, PROPERTIES);
	}

	@AfterParameterizedClassInvocation
	static void close() {
		replicas.close();
	}

	@BeforeEach
	void reset() {
		replicas.reset();
	}

	@Test
	void theCounterHasWhatSucceededAndNothingElse() {
		AtomicInteger left = new AtomicInteger(ATTEMPTS);
		Future<?> nemesis = replicas.elsewhere(() -> attackUntilNoneIsLeft(left));
		replicas.onAll(THREADS, (replica, thread) -> {
			Random random = new Random(thread);
			while (left.getAndDecrement() > 0) {
				String key = key(random);
				attempt(random, replica, key, incident(random, replica, key));
			}
		});
		this.others.forEach(Replicas::join);
		Replicas.join(nemesis);
		assertThat(replicas.total()).as("%s, failures: %s", this.product, this.failures)
			.isEqualTo(this.successes.get());
		assertThat(this.failures).containsKey(LockLostException.class);
		assertThat(this.successes).hasValueGreaterThan(ATTEMPTS / 2);
	}

	private static String key(Random random) {
		return Replicas.KEYS.get(random.nextInt(Replicas.KEYS.size()));
	}

	private void attempt(Random random, int replica, String key, Runnable incident) {
		try {
			replicas.counter(replica, WAYS.get(random.nextInt(WAYS.size()))).increment(key, incident);
			this.successes.incrementAndGet();
		}
		catch (RuntimeException ex) {
			this.failures.computeIfAbsent(ex.getClass(), (type) -> new AtomicInteger()).incrementAndGet();
		}
	}

	/**
	 * What happens between the reading and the writing: to most increments nothing.
	 */
	private Runnable incident(Random random, int replica, String key) {
		return switch (random.nextInt(60)) {
			case 0 -> CounterUnderFireTests::expire;
			case 1, 2, 3 -> () -> {
				replicas.free(key);
				Random other = new Random(random.nextLong());
				Future<?> increment = replicas
					.elsewhere(() -> attempt(other, (replica + 1) % replicas.count(), key, () -> {
					}));
				this.others.add(increment);
				Replicas.join(increment);
			};
			case 4, 5 -> () -> {
				replicas.free(key);
				replicas.takeForStranger(key, Duration.ofMillis(50));
			};
			default -> () -> {
			};
		};
	}

	private static void expire() {
		await().atMost(PATIENCE).until(() -> !LockContextHolder.requireLease().isHeld());
	}

	/**
	 * At any time, also in the middle of commits and releases.
	 */
	private static void attackUntilNoneIsLeft(AtomicInteger left) {
		Random random = new Random(4711);
		while (left.get() > 0) {
			try {
				replicas.free(key(random));
			}
			catch (LockStoreException ex) {
				// H2 has nobody touch a lock in the middle of a commit.
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(100)));
		}
	}

	@Test
	void whoIsRobbedBetweenReadingAndWritingOverwritesNothing() {
		Counter robbed = replicas.counter(0, LockFirst.class);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> robbed.increment("a", this::robAndAddTwo));
		assertThat(replicas.total()).isEqualTo(2);
	}

	/**
	 * The control: shows what the guard is good for.
	 */
	@Test
	void whoIsRobbedOverwritesWithoutTheGuard() {
		try (ConfigurableApplicationContext unguarded = Bank.start(replicas.database(), Unguarded.class, PROPERTIES)) {
			Counter robbed = unguarded.getBean(LockFirst.class);
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> robbed.increment("a", this::robAndAddTwo));
		}
		assertThat(replicas.total()).as("two were added, and then overwritten").isEqualTo(1);
	}

	private void robAndAddTwo() {
		replicas.free("a");
		Replicas.join(replicas.elsewhere(() -> {
			for (int i = 0; i < 2; i++) {
				replicas.counter(1, LockFirst.class).increment("a", () -> {
				});
			}
		}));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(CounterApplication.class)
	static class Unguarded {

		@Bean
		LockTransactions lockTransactions() {
			return LockTransactions.NONE;
		}

	}

}
