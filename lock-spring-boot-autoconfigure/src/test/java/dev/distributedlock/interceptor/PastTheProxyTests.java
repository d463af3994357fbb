// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.io.Closeable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of annotations that no proxy would see.
 */
@ExtendWith(OutputCaptureExtension.class)
class PastTheProxyTests {

	private static final String WARNING = "@DistributedLock does nothing on " + PastTheProxyTests.class.getName();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@ParameterizedTest
	@ValueSource(classes = { AfterConstruction.class, BeforeDestruction.class, Inherited.class, Initializing.class,
			Disposable.class, Closing.class, NameAware.class, Injected.class })
	void methodsThatTheContainerCallsAreRefused(Class<?> type) {
		this.contextRunner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.as(type.getSimpleName())
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("past its proxy").hasMessageContaining(type.getSimpleName());
					assertThat(ex.getAction()).contains("LockTemplate", "ApplicationRunner");
				}));
		withLazyBean(type).run((context) -> assertThat(context).as("lazy " + type.getSimpleName()).hasFailed());
	}

	private ApplicationContextRunner withLazyBean(Class<?> type) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setLazyInit(true);
		return this.contextRunner.withInitializer((context) -> ((BeanDefinitionRegistry) context.getBeanFactory())
			.registerBeanDefinition("lazy", definition));
	}

	@ParameterizedTest
	@ValueSource(classes = { InitMethod.class, DestroyMethod.class, InferredMethod.class })
	void methodsThatADefinitionNamesAreRefused(Class<?> configuration) {
		this.contextRunner.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidLockDefinitionException.class)
				.hasMessageContainingAll("Methods.", "past its proxy"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Final.class, Sealed.class })
	void classesThatNoProxyCanExtendAreRefused(Class<?> type) {
		this.contextRunner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContainingAll(type.getSimpleName() + ".run", "final or sealed");
					assertThat(ex.getAction()).contains("kotlin-spring");
				}));
	}

	@Test
	void aFinalClassBehindItsInterfaceIsLocked() {
		this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean(FinalRunner.class)
			.run((context) -> {
				context.getBean(Runnable.class).run();
				assertThat(context).hasNotFailed();
			});
	}

	@Test
	void beansThatNeedEachOtherAreLocked() {
		this.contextRunner.withAllowCircularReferences(true).withBean(Hen.class).withBean(Egg.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Egg.class).hen.isLocked()).isTrue();
			assertThat(context.getBean(Hen.class).isLocked()).isTrue();
		});
	}

	@Test
	void methodsThatAreCalledThroughTheProxyAreLocked() {
		this.contextRunner.withBean(Started.class).run((context) -> {
			context.getBean(ApplicationRunner.class).run(mock(ApplicationArguments.class));
			assertThat(context.getBean(Started.class).locked()).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { OnClass.class, OnInterface.class, OnSuperclass.class })
	void anAnnotationOfAClassIsRefused(Class<?> type) {
		this.contextRunner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidLockDefinitionException.class, (ex) -> {
					assertThat(ex).hasMessageContainingAll(type.getName(), "on the class");
					assertThat(ex.getAction()).contains("on each method");
				}));
		withLazyBean(type).run((context) -> assertThat(context).as("lazy").hasFailed());
	}

	@Test
	void aContextWithoutTheAutoConfigurationIsWarnedOfOnce(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Plain.class)) {
			assertThat(context.getBean("one", Job.class).isLocked()).isFalse();
			assertThat(output).containsOnlyOnce(WARNING + "$Job.isLocked").contains("WITHOUT A LOCK");
		}
	}

	@Test
	void aChildContextIsWarnedOf(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = start(WithLocks.class);
				ConfigurableApplicationContext child = new SpringApplicationBuilder(Plain.class).parent(parent)
					.web(WebApplicationType.NONE)
					.run()) {
			assertThat(child.getBean("one", Job.class).isLocked()).isFalse();
			assertThat(output).containsOnlyOnce(WARNING + "$Job.isLocked");
		}
	}

	@Test
	void aContextWithTheAutoConfigurationIsNotWarnedOf(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(WithLocks.class)) {
			assertThat(context.getBean("one", Job.class).isLocked()).isTrue();
			assertThat(output).doesNotContain(WARNING);
		}
	}

	@Test
	void neitherAreMocksAndLocksThatAreOff(CapturedOutput output) {
		try (ConfigurableApplicationContext mocked = start(Mocked.class);
				ConfigurableApplicationContext off = start(Plain.class, "--distributed-lock.enabled=false")) {
			assertThat(mocked.isActive() && off.isActive()).isTrue();
			assertThat(output).doesNotContain(WARNING);
		}
	}

	private static ConfigurableApplicationContext start(Class<?> configuration, String... arguments) {
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties("distributed-lock.type=local")
			.run(arguments);
	}

	static final class Final {

		@DistributedLock("x")
		void run() {
		}

	}

	static sealed class Sealed permits SealedChild {

		@DistributedLock("x")
		void run() {
		}

	}

	static final class SealedChild extends Sealed {

	}

	static final class FinalRunner implements Runnable {

		@Override
		@DistributedLock("x")
		public void run() {
			LockContextHolder.requireLease();
		}

	}

	static class Hen {

		@Autowired
		@Nullable Egg egg;

		@DistributedLock("x")
		boolean isLocked() {
			return LockContextHolder.getContext() != null;
		}

	}

	static class Egg {

		@Autowired
		Hen hen;

	}

	static class AfterConstruction {

		@PostConstruct
		@DistributedLock("x")
		void start() {
		}

	}

	static class BeforeDestruction {

		@PreDestroy
		@DistributedLock("x")
		void stop() {
		}

	}

	static class Inherited extends AfterConstruction {

		@Override
		@DistributedLock("x")
		void start() {
		}

	}

	static class Initializing implements InitializingBean {

		@Override
		@DistributedLock("x")
		public void afterPropertiesSet() {
		}

	}

	static class Disposable implements DisposableBean {

		@Override
		@DistributedLock("x")
		public void destroy() {
		}

	}

	static class Closing implements Closeable {

		@Override
		@DistributedLock("x")
		public void close() {
		}

	}

	static class NameAware implements BeanNameAware {

		@Override
		@DistributedLock("x")
		public void setBeanName(String name) {
		}

	}

	static class Injected {

		@Autowired
		@DistributedLock("x")
		void environment(Environment environment) {
		}

	}

	static class Methods {

		@DistributedLock("x")
		public void start() {
		}

		@DistributedLock("x")
		public void shutdown() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InitMethod {

		@Bean(initMethod = "start", destroyMethod = "")
		Methods methods() {
			return new Methods();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DestroyMethod {

		@Bean(destroyMethod = "start")
		Methods methods() {
			return new Methods();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InferredMethod {

		@Bean
		Methods methods() {
			return new Methods();
		}

	}

	/**
	 * Each is called on the bean, and so on its proxy.
	 */
	static class Started implements ApplicationRunner, SmartInitializingSingleton {

		private int locked;

		@Override
		@DistributedLock("x")
		public void run(ApplicationArguments arguments) {
			count();
		}

		@Override
		@DistributedLock("x")
		public void afterSingletonsInstantiated() {
			count();
		}

		@EventListener
		@DistributedLock("x")
		public void on(ContextRefreshedEvent event) {
			count();
		}

		private void count() {
			this.locked += LockContextHolder.requireLease().isHeld() ? 1 : 0;
		}

		int locked() {
			return this.locked;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock("x")
	@interface Locked {

	}

	@Locked
	static class OnClass {

	}

	@Locked
	interface Annotated {

	}

	static class OnInterface implements Annotated {

	}

	static class OnSuperclass extends OnClass {

	}

	static class Job {

		@DistributedLock("x")
		boolean isLocked() {
			return LockContextHolder.getContext() != null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		Job one() {
			return new Job();
		}

		@Bean
		Job two() {
			return new Job();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DistributedLockAutoConfiguration.class)
	@Import(Plain.class)
	static class WithLocks {

	}

	@Configuration(proxyBeanMethods = false)
	static class Mocked {

		@Bean
		Job job() {
			return mock(Job.class);
		}

	}

}
