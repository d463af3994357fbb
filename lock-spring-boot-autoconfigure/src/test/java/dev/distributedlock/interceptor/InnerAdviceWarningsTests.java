// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.Optional;

import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests of caches and validations that the lock is around.
 */
@ExtendWith(OutputCaptureExtension.class)
class InnerAdviceWarningsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void aCacheInsideIsWarnedOfOnce(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Caches.class)
			.withBean("one", Prices.class)
			.withBean("two", Prices.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("Prices.cached is outside of the method's cache")
					.containsOnlyOnce("Prices.oneOfSeveral is outside of the method's cache")
					.doesNotContain("Prices.evicted is")
					.doesNotContain("Prices.plain is");
				Prices prices = context.getBean("one", Prices.class);
				assertThat(prices.cached("a")).contains("x");
				try (LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("x"))) {
					assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> prices.cached("a"));
					assertThat(lease.isHeld()).isTrue();
				}
			});
	}

	@Test
	void theCacheThatTheWarningAdvisesIsOutside(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OuterCaches.class).withBean(Prices.class).run((context) -> {
			assertThat(output).doesNotContain("is outside of the method's cache");
			Prices prices = context.getBean(Prices.class);
			assertThat(prices.cached("a")).contains("x");
			try (LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("x"))) {
				assertThat(prices.cached("a")).contains("x");
				assertThat(lease.isHeld()).isTrue();
			}
		});
	}

	@Test
	void cachingThatIsNotEnabledIsNotWarnedOf(CapturedOutput output) {
		this.contextRunner.withBean(Prices.class)
			.run((context) -> assertThat(output).doesNotContain("is outside of the method's cache"));
	}

	@Test
	void aValidationInsideIsWarnedOfOnce(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Validation.class)
			.withBean("one", Orders.class)
			.withBean("two", Orders.class)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("Orders.place is outside of the method's validation"));
	}

	@Test
	void theValidationThatTheWarningAdvisesIsOutside(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OuterValidation.class).withBean(Orders.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("is outside of the method's validation");
		});
	}

	static class Prices {

		@Cacheable("prices")
		@DistributedLock("x")
		public Optional<String> cached(String key) {
			return Optional.of(LockContextHolder.requireLease().name());
		}

		@Caching(cacheable = @Cacheable("prices"), evict = @CacheEvict("others"))
		@DistributedLock("x")
		public Optional<String> oneOfSeveral(String key) {
			return Optional.of(key);
		}

		@CacheEvict("prices")
		@DistributedLock("x")
		public void evicted(String key) {
		}

		@DistributedLock("x")
		public void plain(String key) {
		}

	}

	@Validated
	static class Orders {

		@DistributedLock("x")
		public void place(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caches {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(order = Ordered.LOWEST_PRECEDENCE - 200)
	static class OuterCaches {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Validation {

		@Bean
		static MethodValidationPostProcessor methodValidation() {
			MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
			processor.setValidator(mock(Validator.class));
			return processor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OuterValidation {

		@Bean
		static MethodValidationPostProcessor methodValidation() {
			MethodValidationPostProcessor processor = Validation.methodValidation();
			processor.setBeforeExistingAdvisors(true);
			return processor;
		}

	}

}
