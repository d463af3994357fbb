// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockNotAcquiredException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;
import dev.distributedlock.store.LockStore;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAdvisor} and {@link LockedMethodVerifier}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DistributedLockInterceptorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local", "app.lock=from-property");

	@Test
	void keysAreComputedFromTheArguments() {
		this.contextRunner.withBean(Keys.class).run((context) -> {
			Keys keys = context.getBean(Keys.class);
			assertThat(keys.byName("x")).containsExactly("x");
			assertThat(keys.byPosition("a", 7)).containsExactly("7");
			assertThat(keys.byRoot("x")).containsExactly("byRoot");
			assertThat(keys.byBean("x")).containsExactly("x!");
			assertThat(keys.byProperty(new Transfer("DE1"))).containsExactly("DE1");
			assertThat(keys.all(List.of("b", "a", "b"))).containsExactly("a", "b");
			assertThat(keys.allOf(3, 2, 1)).containsExactly("1", "2", "3");
			UUID uuid = UUID.randomUUID();
			assertThat(keys.any(uuid)).containsExactly(uuid.toString());
			assertThat(keys.any(OnBusy.SKIP)).containsExactly("SKIP");
			assertThat(keys.any(java.time.LocalDate.EPOCH)).containsExactly("1970-01-01");
			assertThat(keys.composed("x")).containsExactly("x");
			assertThat(keys.placeholder()).isEqualTo("from-property");
		});
	}

	@Test
	void keysThatLockNothingAreRefused() {
		this.contextRunner.withBean(Keys.class).run((context) -> {
			Keys keys = context.getBean(Keys.class);
			assertThatIllegalArgumentException().isThrownBy(() -> keys.any(null))
				.withMessageContaining("Keys.any")
				.withMessageContaining("'#key'")
				.withMessageContaining("null");
			assertThatIllegalArgumentException().isThrownBy(() -> keys.any(" ")).withMessageContaining("blank");
			assertThatIllegalArgumentException().isThrownBy(() -> keys.all(List.of()))
				.withMessageContaining("must not be empty");
			assertThatIllegalArgumentException().isThrownBy(() -> keys.all(Arrays.asList("a", null)))
				.withMessageContaining("null");
			for (Object key : List.of(new Object(), 1.5, new byte[] { 1 }, Optional.of("x"), new StringBuilder[0])) {
				assertThatIllegalArgumentException().as("%s", key).isThrownBy(() -> keys.any(key));
			}
			assertThatIllegalArgumentException().isThrownBy(() -> keys.any(new Object()))
				.withMessageContaining("convert it");
		});
	}

	@Test
	void whatAnArgumentContainsIsNotEvaluated() {
		this.contextRunner.withBean(Keys.class)
			.run((context) -> assertThat(context.getBean(Keys.class).byName("#{T(java.lang.Runtime)} ${app.lock}"))
				.containsExactly("#{T(java.lang.Runtime)} ${app.lock}"));
	}

	@Test
	void theConditionDecidesWhetherToLock() {
		this.contextRunner.withBean(Conditional.class).run((context) -> {
			Conditional bean = context.getBean(Conditional.class);
			assertThat(bean.run(true)).isTrue();
			assertThat(bean.run(false)).isFalse();
		});
	}

	@Test
	void busyCallsAreRejectedOrSkipped() {
		this.contextRunner.withBean(Busy.class).run((context) -> {
			Busy bean = context.getBean(Busy.class);
			LockLease lease = context.getBean(LockRegistry.class).acquire(LockRequest.of("busy"));
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(bean::rejected);
			assertThat(bean.skipped()).isNull();
			assertThat(bean.skippedOptional()).isEmpty();
			bean.scheduled();
			assertThat(bean.runs()).isZero();
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(bean::scheduledButRejected);
			lease.release();
			assertThat(bean.skippedOptional()).contains("run");
			bean.scheduled();
			assertThat(bean.runs()).isEqualTo(2);
		});
	}

	@Test
	void theWaitTimePropertyDoesNotApplyToScheduledMethods() {
		this.contextRunner.withPropertyValues("distributed-lock.wait-time=1h").withBean(Busy.class).run((context) -> {
			context.getBean(LockRegistry.class).acquire(LockRequest.of("busy"));
			context.getBean(Busy.class).scheduled();
			assertThat(context.getBean(Busy.class).runs()).isZero();
		});
	}

	@Test
	void theLockIsOutsideOfTransactionsAndCachesButInsideOfAsync() {
		this.contextRunner.withUserConfiguration(EverythingConfiguration.class).run((context) -> {
			List<String> order = new ArrayList<>();
			for (Advisor advisor : ((Advised) context.getBean(Everything.class)).getAdvisors()) {
				order.add(advisor.getClass().getSimpleName());
			}
			assertThat(order).containsExactlyInAnyOrder("AsyncAnnotationAdvisor", "DistributedLockAdvisor",
					"BeanFactoryCacheOperationSourceAdvisor", "BeanFactoryTransactionAttributeSourceAdvisor",
					"MethodFailureAdvisor");
			assertThat(order).startsWith("AsyncAnnotationAdvisor", "DistributedLockAdvisor");
		});
	}

	@Test
	void theOrderCanBeChanged() {
		this.contextRunner.withPropertyValues("distributed-lock.advisor-order=7")
			.run((context) -> assertThat(context.getBean(DistributedLockAdvisor.class).getOrder()).isEqualTo(7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#transfer.from", "'account-' + #transfer.from", "account-{0}", "account-#id", "{id}",
			"account-#{#id", "a {b} c" })
	void aNameThatIsMeantToVaryFailsAtStartUp(String name) {
		this.contextRunner.withBean(PropertyName.class)
			.withPropertyValues("app.name=" + name)
			.run((context) -> assertThat(invalid(context)).hasMessageContainingAll("contains an expression", name)
				.satisfies((ex) -> assertThat(ex.getAction()).contains("attribute 'key'")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "report#1", "report #1", "report-#1", "#1", "C#", "orders#daily", "a{b", "a}b{" })
	void aNameThatOnlyLooksLikeAnExpressionIsOne(String name) {
		this.contextRunner.withBean(PropertyName.class)
			.withPropertyValues("app.name=" + name)
			.run((context) -> assertThat(context.getBean(PropertyName.class).run("x")).isEqualTo(name));
	}

	@Test
	void definitionsThatCannotWorkFailAtStartUp() {
		fails(BlankName.class, "name is blank");
		fails(ExpressionName.class, "contains an expression");
		fails(UnparsableKey.class, "cannot be parsed", "'#a +'");
		fails(UnknownVariable.class, "#idd", "[id]");
		fails(UnknownVariableInCondition.class, "condition", "#other");
		fails(BareNumber.class, "waitTime '5' is not a duration");
		fails(NoDuration.class, "leaseTime 'soon' is not a duration");
		fails(NegativeDuration.class, "waitTime must be between 0s and 3650d, but is -5s");
		fails(Contradiction.class, "minHoldTime", "maxHoldTime");
		fails(ReturnsFuture.class, "returns before its work is done", "java.util.concurrent.Future");
		fails(ReturnsOwnFuture.class, "returns before its work is done", "OwnFuture");
		fails(ScheduledFuture.class, "scheduled and returns a future");
		fails(AsyncMono.class, "@Async methods return nothing or a future");
		fails(AsyncStage.class, "@Async methods return nothing or a future");
		fails(ReturnsStream.class, "returns before its work is done");
		fails(ReturnsConnectableFlux.class, "returns before its work is done");
		fails(SkipsPrimitive.class, "primitive type int");
		fails(SkipsSingle.class, "Single", "cannot say so");
		fails(PrivateMethod.class, "private");
		fails(StaticMethod.class, "static");
		fails(FinalMethod.class, "final");
		fails(UnknownRegistry.class, "nowhere");
	}

	@Test
	void theAttributesToCorrectAreNamed() {
		this.contextRunner.withBean(NegativeDuration.class)
			.run((context) -> assertThat(invalid(context).getAction()).contains("'waitTime' of"));
		this.contextRunner.withBean(Contradiction.class)
			.run((context) -> assertThat(invalid(context).getAction()).contains("'minHoldTime' or 'maxHoldTime' of"));
	}

	@Test
	void theMethodIsNamedOnce() {
		this.contextRunner.withBean(ConstantNull.class)
			.run((context) -> assertThat(invalid(context).getMessage()).containsOnlyOnce("@DistributedLock on")
				.contains("expression 'null' evaluated to"));
	}

	@Test
	void beansThatAreCreatedLaterAreLookedAtToo() {
		this.contextRunner.withBean(FinalMethod.class, FinalMethod::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(FinalMethod.class))
				.havingRootCause()
				.isInstanceOf(InvalidLockDefinitionException.class));
	}

	@Test
	void productsOfFactoryBeansAreLocked() {
		this.contextRunner.withBean("keys", KeysFactory.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Keys.class).byName("x")).containsExactly("x");
		});
	}

	@Test
	void lateWorkBehindAnObjectIsAnError() {
		this.contextRunner.withBean(ReturnsObject.class)
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(ReturnsObject.class).run())
				.withMessageContaining("whose work is not done"));
	}

	private void fails(Class<?> beanClass, String... messages) {
		this.contextRunner.withBean(beanClass)
			.run((context) -> assertThat(invalid(context)).as(beanClass.getSimpleName()).satisfies((ex) -> {
				assertThat(ex).hasMessageContaining(beanClass.getSimpleName()).hasMessageContainingAll(messages);
				assertThat(ex.getAction()).isNotBlank();
			}));
	}

	@Test
	void aBeanThatIsNoProxyFailsAtStartUp() {
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("manual", new Keys()))
			.run((context) -> assertThat(invalid(context)).hasMessageContaining("'manual'")
				.hasMessageContaining("proxy"));
	}

	@Test
	void aMethodThatIsInNoInterfaceOfTheProxyFailsAtStartUp() {
		this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean(NotInInterface.class)
			.run((context) -> assertThat(invalid(context)).hasMessageContaining("interface-based proxy"));
	}

	@Test
	void scopedProxiesArePassedThrough() {
		this.contextRunner.withUserConfiguration(ScopedConfiguration.class)
			.run((context) -> assertThat(context.getBean(Keys.class).byName("x")).containsExactly("x"));
	}

	@Test
	void aProxyWithoutTheAdviceFailsAtStartUp() {
		ProxyFactory factory = new ProxyFactory(new Keys());
		factory.setProxyTargetClass(true);
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("other", factory.getProxy()))
			.run((context) -> assertThat(invalid(context)).hasMessageContaining("'other'"));
	}

	@Test
	void renewalCanBeTurnedOff() {
		this.contextRunner.withBean(NotRenewed.class)
			.withPropertyValues("distributed-lock.locks.other.renew=false")
			.run((context) -> {
				context.getBean(NotRenewed.class).run(context.getBean(LockStore.class));
				assertThat(context).hasNotFailed();
			});
	}

	@Test
	void mocksNeedNoProxy() {
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("mock", mock(Keys.class)))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void scheduledMethodsThatDoNotRunOncePerTickAreWarnedAboutOnce(CapturedOutput output) {
		this.contextRunner.withBean("one", Schedules.class).withBean("two", Schedules.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("Schedules.rate: fixedRate and fixedDelay");
			assertThat(output).containsOnlyOnce("Schedules.delay: fixedRate and fixedDelay");
			assertThat(output).containsOnlyOnce("Schedules.waits: a replica that waits");
			assertThat(output).containsOnlyOnce("Schedules.noMinimum: a run that ends sooner");
			assertThat(output).doesNotContain("Schedules.good").doesNotContain("Schedules.waits: a run");
		});
	}

	@Test
	void settingsByNameCountForTheWarnings(CapturedOutput output) {
		this.contextRunner.withPropertyValues("distributed-lock.locks.no-minimum.min-hold-time=5s")
			.withBean(Schedules.class)
			.run((context) -> assertThat(output).doesNotContain("Schedules.noMinimum"));
	}

	private static InvalidLockDefinitionException invalid(AssertableApplicationContext context) {
		Throwable failure = context.getStartupFailure();
		while (failure != null && !(failure instanceof InvalidLockDefinitionException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isNotNull();
		return (InvalidLockDefinitionException) failure;
	}

	private static List<String> lockedKeys() {
		return LockContextHolder.requireLease().keys();
	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "composed")
	@interface PerKey {

		@AliasFor(annotation = DistributedLock.class, attribute = "key")
		String value();

	}

	record Transfer(String from) {
	}

	static class Keys {

		@DistributedLock(name = "k", key = "#key")
		List<String> byName(String key) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "#p1")
		List<String> byPosition(String first, int second) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "#root.methodName")
		List<String> byRoot(String key) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "@distributedLockRegistry != null ? #a0 + '!' : null")
		List<String> byBean(String key) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "#transfer.from")
		List<String> byProperty(Transfer transfer) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "#keys")
		List<String> all(List<@Nullable String> keys) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "#keys")
		List<String> allOf(int... keys) {
			return lockedKeys();
		}

		@DistributedLock(name = "k", key = "#key")
		List<String> any(@Nullable Object key) {
			return lockedKeys();
		}

		@PerKey("#key")
		List<String> composed(String key) {
			return lockedKeys();
		}

		@DistributedLock("${app.lock}")
		String placeholder() {
			return LockContextHolder.requireLease().name();
		}

	}

	static class NotRenewed {

		@DistributedLock(name = "x", leaseTime = "200ms", renew = false, onLost = OnLost.NOTIFY, onBusy = OnBusy.SKIP)
		void run(LockStore store) {
			await().until(() -> store.list(null, 1).isEmpty());
			LockContextHolder.requireLease().release();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Keys keys() {
			return new Keys();
		}

	}

	static class Conditional {

		@DistributedLock(name = "c", condition = "#locked")
		boolean run(boolean locked) {
			return LockContextHolder.getContext() != null;
		}

	}

	static class Busy {

		private int runs;

		int runs() {
			return this.runs;
		}

		@DistributedLock("busy")
		String rejected() {
			return "run";
		}

		@DistributedLock(name = "busy", onBusy = OnBusy.SKIP)
		@Nullable String skipped() {
			return "run";
		}

		@DistributedLock(name = "busy", onBusy = OnBusy.SKIP)
		Optional<String> skippedOptional() {
			this.runs++;
			return Optional.of("run");
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock("busy")
		void scheduled() {
			this.runs++;
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "busy", onBusy = OnBusy.REJECT)
		void scheduledButRejected() {
			this.runs++;
		}

	}

	static class Everything {

		@Async
		@Transactional
		@Cacheable("cache")
		@DistributedLock("everything")
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableCaching
	@EnableTransactionManagement
	static class EverythingConfiguration {

		@Bean
		Everything everything() {
			return new Everything();
		}

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		PlatformTransactionManager transactionManager() {
			return mock(PlatformTransactionManager.class);
		}

	}

	static class BlankName {

		@DistributedLock(" ")
		void run() {
		}

	}

	static class PropertyName {

		@DistributedLock("${app.name}")
		String run(String id) {
			return LockContextHolder.requireLease().name();
		}

	}

	static class ConstantNull {

		@DistributedLock(name = "x", key = "null")
		void run() {
		}

	}

	static class ExpressionName {

		@DistributedLock("job-#{#id}")
		void run(String id) {
		}

	}

	static class UnparsableKey {

		@DistributedLock(name = "x", key = "#a +")
		void run(String a) {
		}

	}

	static class UnknownVariable {

		@DistributedLock(name = "x", key = "'a' + #idd")
		void run(String id) {
		}

	}

	static class UnknownVariableInCondition {

		@DistributedLock(name = "x", condition = "#other == 1")
		void run(String id) {
		}

	}

	static class BareNumber {

		@DistributedLock(name = "x", waitTime = "5")
		void run() {
		}

	}

	static class NoDuration {

		@DistributedLock(name = "x", leaseTime = "soon")
		void run() {
		}

	}

	static class NegativeDuration {

		@DistributedLock(name = "x", waitTime = "-5s")
		void run() {
		}

	}

	static class Contradiction {

		@DistributedLock(name = "x", minHoldTime = "2m", maxHoldTime = "1m")
		void run() {
		}

	}

	static class ReturnsFuture {

		@DistributedLock("x")
		Future<String> run() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class OwnFuture extends CompletableFuture<String> {

	}

	static class ReturnsOwnFuture {

		@DistributedLock("x")
		OwnFuture run() {
			return new OwnFuture();
		}

	}

	static class ScheduledFuture {

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock("x")
		CompletableFuture<String> run() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class AsyncMono {

		@Async
		@DistributedLock("x")
		Mono<String> run() {
			return Mono.empty();
		}

	}

	static class AsyncStage {

		@Async
		@DistributedLock("x")
		CompletionStage<String> run() {
			return CompletableFuture.completedFuture("");
		}

	}

	static class ReturnsStream {

		@DistributedLock("x")
		Stream<String> run() {
			return Stream.empty();
		}

	}

	static class ReturnsConnectableFlux {

		@DistributedLock("x")
		ConnectableFlux<String> run() {
			return Flux.<String>empty().publish();
		}

	}

	static class ReturnsObject {

		@DistributedLock("x")
		Object run() {
			return new CompletableFuture<>();
		}

	}

	static class KeysFactory implements FactoryBean<Keys> {

		@Override
		public Keys getObject() {
			return new Keys();
		}

		@Override
		public Class<?> getObjectType() {
			return Keys.class;
		}

	}

	static class SkipsPrimitive {

		@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
		int run() {
			return 1;
		}

	}

	static class SkipsSingle {

		@DistributedLock(name = "x", onBusy = OnBusy.SKIP)
		Single<String> run() {
			return Single.just("");
		}

	}

	static class PrivateMethod {

		@DistributedLock("x")
		@SuppressWarnings("unused")
		private void run() {
		}

	}

	static class StaticMethod {

		@DistributedLock("x")
		static void run() {
		}

	}

	static class FinalMethod {

		@DistributedLock("x")
		final void run() {
		}

	}

	static class UnknownRegistry {

		@DistributedLock(name = "x", registry = "nowhere")
		void run() {
		}

	}

	interface Job {

	}

	static class NotInInterface implements Job, Runnable {

		@Override
		public void run() {
		}

		@DistributedLock("x")
		public void other() {
		}

	}

	static class Schedules {

		@Scheduled(fixedRate = 1000000)
		@DistributedLock("rate")
		void rate() {
		}

		@Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1H")
		@DistributedLock("delay")
		void delay() {
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "waits", waitTime = "1s", minHoldTime = "1s")
		void waits() {
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock("no-minimum")
		void noMinimum() {
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "good", minHoldTime = "1s")
		void good() {
		}

	}

}
