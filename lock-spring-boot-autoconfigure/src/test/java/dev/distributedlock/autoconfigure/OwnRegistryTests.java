// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.DefaultLockTemplate;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.interceptor.InvalidLockDefinitionException;
import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests of registries that are the application's own, or mocks.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnRegistryTests {

	private static final LockRequest REQUEST = LockRequest.of("job", "key").onLost(OnLost.NOTIFY);

	private final LocalLockStore store = new LocalLockStore();

	private final CountingRegistry registry = new CountingRegistry(
			new DefaultLockRegistry(this.store, LockRegistryOptions.of("own"), (event) -> {
			}));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean("own", LockRegistry.class, () -> this.registry);

	@Test
	void anOwnRegistryIsUsedWithAWarning(CapturedOutput output) {
		this.runner.withBean(Job.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(LockTemplate.class);
			assertThat(context.getBean(Job.class).run("key")).containsExactly("key");
			assertThat(context.getBean(LockTemplate.class)
				.<List<String>, RuntimeException>execute(REQUEST, LockLease::keys)).containsExactly("key");
			assertThat(this.registry.calls).hasValue(2);
			assertThat(output).containsOnlyOnce("CountingRegistry is none of Distributed Lock's own");
		});
	}

	@Test
	void itsLocksAreReleasedRejectedAndSkipped() {
		this.runner.withBean(Job.class).run((context) -> {
			Job job = context.getBean(Job.class);
			try (LockLease lease = this.registry.acquire(REQUEST)) {
				assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> job.run("key"));
				assertThat(job.skipped("key")).isEmpty();
				assertThat(lease.isHeld()).isTrue();
			}
			assertThat(job.skipped("key")).contains("key");
			assertThat(job.run("key")).containsExactly("key");
			assertThat(LockContextHolder.getContext()).isNull();
			assertThat(this.store.list(null, 1)).isEmpty();
		});
	}

	@Test
	void itsLocksAreReEntered() {
		this.runner.withBean(Job.class).run((context) -> {
			LockTemplate template = context.getBean(LockTemplate.class);
			template.executeWithoutResult(LockRequest.of("job").keys(List.of("key", "other")), (outer) -> {
				template.executeWithoutResult(REQUEST, (inner) -> assertThat(inner).isSameAs(outer));
				assertThat(template.tryExecute(REQUEST, (inner) -> inner).value()).isSameAs(outer);
				assertThat(context.getBean(Job.class).run("key")).containsExactly("key", "other");
				assertThat(outer.isHeld()).isTrue();
				template.executeWithoutResult(LockRequest.of("job"), (inner) -> assertThat(inner).isNotSameAs(outer));
			});
		});
	}

	@Test
	void aLossIsTold() {
		this.runner.run((context) -> {
			LockTemplate template = context.getBean(LockTemplate.class);
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> template.executeWithoutResult(REQUEST, this::lose));
			assertThatIllegalStateException().isThrownBy(() -> template.executeWithoutResult(REQUEST, (lease) -> {
				lose(lease);
				throw new IllegalStateException("own");
			})).withMessage("own").satisfies((ex) -> assertThat(ex).hasSuppressedException(ex.getSuppressed()[0]));
			assertThatIllegalStateException()
				.isThrownBy(() -> template.execute(REQUEST, (lease) -> new CompletableFuture<>()))
				.withMessageContaining("whose work is not done");
		});
	}

	private void lose(LockLease lease) {
		this.store.forceRelease(this.store.list(null, 1).get(0).lock());
		assertThat(lease.verify()).isFalse();
	}

	@Test
	void itCannotKeepLocksForLateWork() {
		this.runner.withBean(LateJob.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("LateJob.run", "own LockTemplate or LockRegistry"));
	}

	@Test
	void itCanBeNamedBesideAnother() {
		this.runner.withUserConfiguration(SecondRegistry.class).withBean(NamedJob.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(NamedJob.class).own()).isEqualTo("job");
			assertThat(this.registry.calls).hasValue(1);
			assertThat(context.getBean(NamedJob.class).second()).isEqualTo("job");
			assertThat(this.registry.calls).hasValue(1);
		});
	}

	@Test
	void severalRegistriesAndNoChoiceFail() {
		this.runner.withUserConfiguration(SecondRegistry.class)
			.withBean(Job.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("not one LockRegistry but none or several");
					assertThat(ex.getAction()).contains("@Primary", "registry");
				}));
	}

	/**
	 * A cause would be explained by Spring Boot, in its own words.
	 */
	@Test
	void aRegistryThatIsNotThereFailsAndTheOthersAreNamed() {
		this.runner.withUserConfiguration(SecondRegistry.class)
			.withBean(LostJob.class)
			.run((context) -> assertThat(context).getFailure()
				.hasNoCause()
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("'nowhere'");
					assertThat(ex.getAction()).contains("[own, second]");
				}));
	}

	@Nested
	@SpringJUnitConfig
	@ImportAutoConfiguration({ DistributedLockAutoConfiguration.class, AopAutoConfiguration.class })
	class WithMockedRegistry {

		@MockitoBean
		private LockRegistry registry;

		@Autowired
		private LockTemplate template;

		@Autowired
		private Job job;

		@Autowired
		private LateJob late;

		@Test
		void nothingIsGranted() {
			assertThatIllegalStateException().isThrownBy(() -> this.job.run("key"))
				.withMessageContainingAll("'job'", "mock", "stub", "distributed-lock.enabled=false");
			assertThat(this.template.tryExecute(REQUEST, (lease) -> "ran").executed()).isFalse();
			assertThat(this.job.skipped("key")).isEmpty();
			assertThatIllegalStateException().isThrownBy(() -> this.late.run().block())
				.withMessageContaining("DefaultLockRegistry");
		}

		@Test
		void whatIsStubbedIs() {
			LockLease lease = mock(LockLease.class);
			given(lease.keys()).willReturn(List.of("stubbed"));
			given(this.registry.acquire(any())).willReturn(lease);
			given(this.registry.tryAcquire(any())).willReturn(Optional.of(lease));
			assertThat(this.job.run("key")).containsExactly("stubbed");
			assertThat(this.job.skipped("key")).contains("stubbed");
			then(lease).should(times(2)).close();
		}

		@Configuration(proxyBeanMethods = false)
		static class Jobs extends JobConfiguration {

		}

	}

	@Nested
	@SpringJUnitConfig
	@ImportAutoConfiguration({ DistributedLockAutoConfiguration.class, AopAutoConfiguration.class })
	@TestPropertySource(properties = "distributed-lock.type=local")
	class WithMockedTemplate {

		@MockitoBean
		private LockTemplate template;

		@Autowired
		private Job job;

		@Test
		void theContextStarts() {
			assertThat(this.job.run("key")).isNull();
		}

		@Configuration(proxyBeanMethods = false)
		static class Jobs extends JobConfiguration {

		}

	}

	@Nested
	@SpringJUnitConfig
	@ImportAutoConfiguration({ DistributedLockAutoConfiguration.class, AopAutoConfiguration.class })
	@TestPropertySource(properties = "distributed-lock.type=local")
	class WithSpiedRegistry {

		@MockitoSpyBean
		private LockRegistry registry;

		@Autowired
		private LockTemplate template;

		@Autowired
		private Job job;

		@Autowired
		private LateJob late;

		@Test
		void locksAreTaken() {
			assertThat(this.template).isInstanceOf(DefaultLockTemplate.class);
			assertThat(this.job.run("key")).containsExactly("key");
			assertThat(this.late.run().block()).isEqualTo("ran");
			this.registry.acquire(REQUEST).release();
			then(this.registry).should().acquire(REQUEST);
		}

		@Configuration(proxyBeanMethods = false)
		static class Jobs extends JobConfiguration {

		}

	}

	static class JobConfiguration {

		@Bean
		Job job() {
			return new Job();
		}

		@Bean
		LateJob lateJob() {
			return new LateJob();
		}

	}

	static class Job {

		@DistributedLock(name = "job", key = "#key")
		List<String> run(String key) {
			return LockContextHolder.requireLease().keys();
		}

		@DistributedLock(name = "job", key = "#key", onBusy = OnBusy.SKIP)
		Optional<String> skipped(String key) {
			return LockContextHolder.requireLease().keys().stream().findFirst();
		}

	}

	static class LateJob {

		@DistributedLock("job")
		Mono<String> run() {
			return Mono.just("ran");
		}

	}

	static class NamedJob {

		@DistributedLock(name = "job", registry = "own")
		String own() {
			return LockContextHolder.requireLease().name();
		}

		@DistributedLock(name = "job", registry = "second")
		String second() {
			return LockContextHolder.requireLease().name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondRegistry {

		@Bean
		DefaultLockRegistry second() {
			return new DefaultLockRegistry(new LocalLockStore(), LockRegistryOptions.of("second"), (event) -> {
			});
		}

	}

	static class LostJob {

		@DistributedLock(name = "job", registry = "nowhere")
		void run() {
		}

	}

	/**
	 * Adds something to another registry, as an application may.
	 */
	static class CountingRegistry implements LockRegistry {

		private final AtomicInteger calls = new AtomicInteger();

		private final LockRegistry target;

		CountingRegistry(LockRegistry target) {
			this.target = target;
		}

		@Override
		public Optional<LockLease> tryAcquire(LockRequest request) {
			this.calls.incrementAndGet();
			return this.target.tryAcquire(request);
		}

		@Override
		public LockLease acquire(LockRequest request) {
			this.calls.incrementAndGet();
			return this.target.acquire(request);
		}

		@Override
		public CompletableFuture<Optional<LockLease>> tryAcquireAsync(LockRequest request) {
			this.calls.incrementAndGet();
			return this.target.tryAcquireAsync(request);
		}

	}

}
