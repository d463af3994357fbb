// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.LockStore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base of the tests of an application that has the starter and a place for locks.
 */
@SpringBootTest(classes = StarterTests.Application.class,
		properties = { "spring.application.name=sample", "spring.main.banner-mode=off" })
@DirtiesContext
abstract class StarterTests {

	@Autowired
	private LockRegistry registry;

	@Autowired
	private LockStore store;

	@Autowired
	private Job job;

	@Test
	void locksAreWhereTheyShouldBe() {
		assertThat(this.store).isInstanceOf(storeType());
		LockRequest request = LockRequest.of("sample").leaseTime(Duration.ofMinutes(1));
		try (LockLease lease = this.registry.tryAcquire(request).orElseThrow()) {
			assertThat(lease.isHeld()).isTrue();
			assertThat(locks()).singleElement().asString().contains("sample");
		}
		assertThat(locks()).isEmpty();
	}

	@Test
	void aMethodRunsUnderItsLock() {
		assertThat(this.job.run(this::locks)).singleElement().asString().contains("job");
		assertThat(locks()).isEmpty();
	}

	@Test
	void methodsThatReturnBeforeTheirWorkIsDoneRunUnderTheirLocks() {
		CompletableFuture<List<String>> future = this.job.future(this::locks);
		assertThat(future.join()).singleElement().asString().contains("job");
		assertThat(locks()).isEmpty();
		Mono<List<String>> mono = this.job.mono(this::locks);
		assertThat(locks()).isEmpty();
		assertThat(mono.block()).singleElement().asString().contains("job");
		assertThat(locks()).isEmpty();
	}

	abstract Class<? extends LockStore> storeType();

	/**
	 * Look at the server itself.
	 * @return ids of the locks that somebody holds
	 */
	abstract List<String> locks();

	static class Job {

		@DistributedLock("job")
		public <T> T run(Supplier<T> task) {
			return task.get();
		}

		@DistributedLock("job")
		public <T> CompletableFuture<T> future(Supplier<T> task) {
			return CompletableFuture.supplyAsync(task);
		}

		@DistributedLock("job")
		public <T> Mono<T> mono(Supplier<T> task) {
			return Mono.fromSupplier(task).subscribeOn(Schedulers.boundedElastic());
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Job job() {
			return new Job();
		}

	}

}
