// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.transaction.CounterApplication.Nested;
import dev.distributedlock.test.transaction.CounterApplication.Templates;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a counter to which replicas add ends exact, whichever way locks and
 * transactions are put together.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class CounterTests {

	private static final int INCREMENTS = 600;

	private static final int THREADS = 3;

	private static final Map<String, Object> PROPERTIES = Map.of("distributed-lock.wait-time", "60s",
			"spring.datasource.hikari.maximum-pool-size", THREADS);

	private static Replicas replicas;

	private final DatabaseProduct product;

	CounterTests(DatabaseProduct product) {
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

	/**
	 * Increment, on all threads of all replicas, each time in another of some ways.
	 */
	private static void increment(Replicas replicas, List<Class<? extends Counter>> ways) {
		AtomicInteger left = new AtomicInteger(INCREMENTS);
		replicas.onAll(THREADS, (replica, thread) -> {
			Random random = new Random(thread);
			while (left.getAndDecrement() > 0) {
				Class<? extends Counter> way = ways.get(random.nextInt(ways.size()));
				String key = Replicas.KEYS.get(random.nextInt(Replicas.KEYS.size()));
				replicas.counter(replica, way).increment(key, () -> {
				});
			}
		});
	}

	@Test
	void theCounterIsExactWithTheLockOutsideOfTheTransaction() {
		increment(replicas, with(CounterApplication.ANNOTATED, Templates.class));
		assertThat(replicas.total()).isEqualTo(INCREMENTS);
	}

	/**
	 * The annotated methods have the default isolation of the database: nothing is read
	 * before the lock is taken.
	 */
	@Test
	void theCounterIsExactWithTheLockInsideOfTheTransaction() {
		try (Replicas others = Replicas.open(this.product, 4, TransactionsOutside.class, PROPERTIES)) {
			increment(others, with(CounterApplication.ANNOTATED, Nested.class));
			assertThat(others.total()).isEqualTo(INCREMENTS);
		}
	}

	private static List<Class<? extends Counter>> with(List<Class<? extends Counter>> ways,
			Class<? extends Counter> other) {
		return Stream.concat(ways.stream(), Stream.of(other)).toList();
	}

	/**
	 * The control: shows that the counter tells.
	 */
	@Test
	void theCounterLosesUpdatesWithoutALock() {
		CyclicBarrier bothHaveRead = new CyclicBarrier(2);
		CyclicBarrier oneAfterTheOther = new CyclicBarrier(2);
		replicas.onAll(1, (replica, thread) -> {
			if (replica > 1) {
				return;
			}
			CounterTable table = replicas.bean(replica, CounterTable.class);
			TransactionTemplate transaction = replicas.bean(replica, TransactionTemplate.class);
			int total = transaction.execute((tx) -> table.read("a"));
			bothHaveRead.await(1, TimeUnit.MINUTES);
			if (replica == 1) {
				oneAfterTheOther.await(1, TimeUnit.MINUTES);
			}
			transaction.executeWithoutResult((tx) -> table.write("a", total + 1));
			if (replica == 0) {
				oneAfterTheOther.await(1, TimeUnit.MINUTES);
			}
		});
		assertThat(replicas.total()).isEqualTo(1);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(CounterApplication.class)
	@EnableTransactionManagement(order = 0)
	static class TransactionsOutside {

	}

}
