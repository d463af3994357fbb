// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.test.server.OnRequest;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of locks on the methods of Spring Data's repositories, which are proxies without
 * a class that implements them.
 */
class LockedRepositoryTests {

	private static ConfigurableApplicationContext application;

	private static Orders orders;

	@BeforeAll
	static void open() {
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(OnRequest.JPA + "=true", "spring.datasource.generate-unique-name=true",
					"spring.jpa.hibernate.ddl-auto=create", "spring.application.name=repositories")
			.run();
		orders = application.getBean(Orders.class);
	}

	@AfterAll
	static void close() {
		application.close();
	}

	private static void isLocked(Object key, Runnable call) {
		try (LockLease lease = application.getBean(LockRegistry.class).acquire(LockRequest.of("order", key))) {
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(call::run);
			assertThat(lease.isHeld()).isTrue();
		}
		call.run();
	}

	@Test
	void aQueryMethodIsLockedByTheNameOfItsParameter() {
		isLocked(1, () -> orders.findByNumber(1));
	}

	@Test
	void theConditionOfAQueryMethodSeesItsArguments() {
		isLocked("all", () -> orders.count(1));
		try (LockLease lease = application.getBean(LockRegistry.class).acquire(LockRequest.of("order", "all"))) {
			assertThat(orders.count(null)).isZero();
			assertThat(lease.isHeld()).isTrue();
		}
	}

	@Test
	void aRedeclaredMethodIsLockedWhicheverInterfaceItIsCalledBy() {
		CrudRepository<Order, Integer> repository = orders;
		isLocked(2, () -> orders.findById(2));
		isLocked(2, () -> repository.findById(2));
	}

	@Test
	void aMethodThatTheRepositoryInheritsUnchangedIsNot() {
		try (LockLease lease = application.getBean(LockRegistry.class).acquire(LockRequest.of("order", 2))) {
			assertThat(orders.existsById(2)).isFalse();
			assertThat(lease.isHeld()).isTrue();
		}
	}

	@Test
	void aDefaultMethodIsLocked() {
		isLocked(3, () -> assertThat(orders.keysOf(3)).containsExactly("3"));
	}

	@Test
	void aFragmentIsLockedThroughItsInterfaceOrItsImplementation() {
		isLocked(4, () -> assertThat(orders.archive(4)).containsExactly("4"));
		isLocked(5, () -> assertThat(orders.restore(5)).containsExactly("5"));
	}

	@Test
	void aMethodThatRunsOnAnotherThreadIsLockedThere() {
		isLocked(6, () -> {
			try {
				orders.readByNumber(6).join();
			}
			catch (CompletionException ex) {
				throw (RuntimeException) ex.getCause();
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@EntityScan(basePackageClasses = Order.class)
	@EnableJpaRepositories(considerNestedRepositories = true, basePackageClasses = LockedRepositoryTests.class)
	static class Application {

	}

	@Entity(name = "orders")
	static class Order {

		@Id
		private int number;

		protected Order() {
		}

		int number() {
			return this.number;
		}

	}

	interface Orders extends CrudRepository<Order, Integer>, Archive {

		@DistributedLock(name = "order", key = "#number")
		List<Order> findByNumber(int number);

		@DistributedLock(name = "order", key = "'all'", condition = "#number != null")
		@Query("select count(o) from orders o where :number is null or o.number = :number")
		long count(@Nullable Integer number);

		@Override
		@DistributedLock(name = "order", key = "#number")
		Optional<Order> findById(Integer number);

		@DistributedLock(name = "order", key = "#p0")
		default List<String> keysOf(int number) {
			return LockContextHolder.requireLease().keys();
		}

		@Async
		@DistributedLock(name = "order", key = "#number")
		CompletableFuture<Order> readByNumber(int number);

	}

	interface Archive {

		@DistributedLock(name = "order", key = "#number")
		List<String> archive(int number);

		List<String> restore(int number);

	}

	static class ArchiveImpl implements Archive {

		@Override
		public List<String> archive(int id) {
			return LockContextHolder.requireLease().keys();
		}

		@Override
		@DistributedLock(name = "order", key = "#id")
		public List<String> restore(int id) {
			return LockContextHolder.requireLease().keys();
		}

	}

}
