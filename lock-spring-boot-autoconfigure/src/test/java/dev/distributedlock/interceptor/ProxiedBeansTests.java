// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.ReactiveLockContextHolder;
import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.PriorityOrdered;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of beans that are proxies before locks are put around them: repositories, mappers
 * and clients that a library makes of an interface, and beans that other proxies wrap.
 */
class ProxiedBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class, AopAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	/**
	 * Ways to make a bean, each with what its library knows of the target.
	 */
	static Stream<Arguments> beans() {
		InvocationHandler handler = (proxy, method, arguments) -> answer(method);
		return Stream.of(Arguments.of("a mapper", plainProxy(handler), Accounts.class),
				Arguments.of("a repository", repository(new Rows()), Rows.class),
				Arguments.of("an HTTP client",
						ProxyFactory.getProxy(Accounts.class,
								(MethodInterceptor) (invocation) -> answer(invocation.getMethod())),
						Accounts.class),
				Arguments.of("a class", new AccountService(), AccountService.class),
				Arguments.of("a class behind a proxy of its interfaces", jdkProxy(new AccountService()),
						AccountService.class),
				Arguments.of("a class behind a proxy of its class", classProxy(new AccountService()),
						AccountService.class),
				Arguments.of("a proxy behind a proxy", jdkProxy(jdkProxy(new AccountService())), AccountService.class));
	}

	private static Object plainProxy(InvocationHandler handler) {
		return Proxy.newProxyInstance(Accounts.class.getClassLoader(), new Class<?>[] { Accounts.class }, handler);
	}

	/**
	 * The target does not implement the interface, as with Spring Data.
	 */
	private static Object repository(Object target) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(target);
		factory.setInterfaces(Accounts.class);
		factory.addAdvice((MethodInterceptor) (invocation) -> answer(invocation.getMethod()));
		return factory.getProxy();
	}

	private static Object jdkProxy(Object target) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(target);
		factory.setInterfaces(Accounts.class);
		return factory.getProxy();
	}

	private static Object classProxy(Object target) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(true);
		return factory.getProxy();
	}

	private static @Nullable Object answer(Method method) {
		AccountService service = new AccountService();
		return switch (method.getName()) {
			case "future" -> service.future(1L);
			case "mono" -> service.mono(1L);
			default -> service.lockedKeys();
		};
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("beans")
	void methodsOfItsInterfaceAreLocked(String name, Object bean, Class<?> targetClass) {
		for (String proxies : List.of("spring.aop.proxy-target-class=true", "spring.aop.proxy-target-class=false")) {
			this.contextRunner.withPropertyValues(proxies)
				.withBean("accounts", Accounts.class, () -> (Accounts) bean)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					Accounts accounts = context.getBean(Accounts.class);
					assertThat(accounts.byName(7L)).containsExactly("7");
					assertThat(accounts.byPosition("a", 7L)).containsExactly("7");
					assertThat(accounts.conditionally(7L)).containsExactly("locked");
					assertThat(accounts.conditionally(null)).containsExactly("unlocked");
					assertThat(accounts.byTargetClass()).containsExactly(targetClass.getName());
					assertThat(accounts.byTarget()).containsExactly("true");
					assertThat(accounts.inherited(8L)).containsExactly("8");
					assertThat(((Base<Long>) accounts).inherited(8L)).containsExactly("8");
					assertThat(accounts.redeclared(9L)).containsExactly("9");
					assertThat(((Base<Long>) accounts).redeclared(9L)).containsExactly("9");
					assertThat(accounts.future(7L).get()).containsExactly("7");
					assertThat(accounts.mono(7L).block()).containsExactly("7");
					assertThatIllegalArgumentException().isThrownBy(() -> accounts.byName(null))
						.withMessageContaining("Account")
						.withMessageContaining("byName")
						.withMessageNotContaining("-parameters");
				});
		}
	}

	@Test
	void aClientOfAnHttpInterfaceIsLocked() {
		HttpExchangeAdapter adapter = mock(HttpExchangeAdapter.class);
		given(adapter.exchangeForBody(any(), any())).willAnswer((call) -> new AccountService().lockedKeys());
		this.contextRunner
			.withBean("client", Client.class,
					() -> HttpServiceProxyFactory.builderFor(adapter).build().createClient(Client.class))
			.run((context) -> {
				assertThat(context.getBean(Client.class).get("7")).containsExactly("7");
				assertThat(context.getBean(Client.class).get("none")).containsExactly("unlocked");
			});
	}

	@Test
	void anInterfaceThatALambdaImplementsIsLocked() {
		this.contextRunner.withBean("task", Task.class, () -> (id) -> new AccountService().lockedKeys())
			.run((context) -> assertThat(context.getBean(Task.class).run(7L)).containsExactly("7"));
	}

	@Test
	void theNamesOfTheMethodThatIsAnnotatedComeFirst() {
		this.contextRunner.withBean(OtherNames.class).run((context) -> {
			assertThat(context.getBean(Swapped.class).swapped("1", "2")).containsExactly("1");
			assertThat(context.getBean(OtherNames.class).swapped("1", "2")).containsExactly("1");
			assertThat(context.getBean(Swapped.class).nameOfTheClass("3")).containsExactly("3");
		});
	}

	@Test
	void aParameterWinsOverThePositionThatItIsNamedAfter() {
		this.contextRunner.withBean(NamedLikePositions.class).run((context) -> {
			NamedLikePositions bean = context.getBean(NamedLikePositions.class);
			assertThat(bean.byName("first", "second")).containsExactly("first");
			assertThat(bean.byPosition("first", "second")).containsExactly("second");
		});
	}

	@Test
	void aMethodThatOnlyTheTargetOfAProxyHasAnnotatedFailsAtStartUp() {
		this.contextRunner.withBean("unseen", Runnable.class, () -> (Runnable) hiding(new Unseen()))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Unseen.run")
				.hasMessageContaining("proxy"));
	}

	@Test
	void aProxyOfAnotherPostProcessorThatHidesTheAnnotationFailsAtStartUp() {
		this.contextRunner.withBean("wrapper", Wrapper.class)
			.withBean("unseen", Unseen.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("Unseen.run")
				.hasMessageContaining("proxy"));
	}

	@Test
	void aProxyThatNoLockWasPutAroundFailsAtStartUp() {
		for (Object proxy : List.of(repository(new Rows()), jdkProxy(new AccountService()), hiding(new Unseen()))) {
			this.contextRunner.withInitializer((context) -> context.getBeanFactory().registerSingleton("manual", proxy))
				.run((context) -> assertThat(context).getFailure()
					.hasMessageContaining("'manual'")
					.hasMessageContaining("proxy"));
		}
	}

	private static Object hiding(Unseen target) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setInterfaces(Runnable.class);
		return factory.getProxy();
	}

	interface Base<ID> {

		@DistributedLock(name = "k", key = "#key")
		List<String> inherited(ID key);

		List<String> redeclared(ID key);

	}

	interface Accounts extends Base<Long> {

		@DistributedLock(name = "k", key = "#id")
		List<String> byName(@Nullable Long id);

		@DistributedLock(name = "k", key = "#p1")
		List<String> byPosition(String first, Long id);

		@DistributedLock(name = "k", key = "'locked'", condition = "#id != null")
		List<String> conditionally(@Nullable Long id);

		@DistributedLock(name = "k", key = "#root.targetClass.name")
		List<String> byTargetClass();

		@DistributedLock(name = "k", key = "target != null")
		List<String> byTarget();

		@Override
		@DistributedLock(name = "k", key = "#own")
		List<String> redeclared(Long own);

		@DistributedLock(name = "k", key = "#id")
		CompletableFuture<List<String>> future(Long id);

		@DistributedLock(name = "k", key = "#id")
		Mono<List<String>> mono(Long id);

	}

	interface Client {

		@GetExchange("/accounts/{id}")
		@DistributedLock(name = "k", key = "#id", condition = "#id != 'none'")
		List<String> get(@PathVariable String id);

	}

	static class Rows {

		List<String> byName(Long key) {
			throw new UnsupportedOperationException();
		}

	}

	static class AccountService implements Accounts {

		List<String> lockedKeys() {
			return (LockContextHolder.getContext() != null) ? LockContextHolder.requireLease().keys()
					: List.of("unlocked");
		}

		@Override
		public List<String> byName(@Nullable Long number) {
			return lockedKeys();
		}

		@Override
		public List<String> byPosition(String one, Long two) {
			return lockedKeys();
		}

		@Override
		public List<String> conditionally(@Nullable Long number) {
			return lockedKeys();
		}

		@Override
		public List<String> byTargetClass() {
			return lockedKeys();
		}

		@Override
		public List<String> byTarget() {
			return lockedKeys();
		}

		@Override
		public List<String> inherited(Long number) {
			return lockedKeys();
		}

		@Override
		public List<String> redeclared(Long number) {
			return lockedKeys();
		}

		@Override
		public CompletableFuture<List<String>> future(Long number) {
			return CompletableFuture.completedFuture(lockedKeys());
		}

		@Override
		public Mono<List<String>> mono(Long number) {
			return ReactiveLockContextHolder.requireLease().map((lease) -> new ArrayList<>(lease.keys()));
		}

	}

	@FunctionalInterface
	interface Task {

		@DistributedLock(name = "k", key = "#id")
		List<String> run(Long id);

	}

	interface Swapped {

		@DistributedLock(name = "k", key = "#a")
		List<String> swapped(String a, String b);

		@DistributedLock(name = "k", key = "#number")
		List<String> nameOfTheClass(String id);

	}

	static class OtherNames implements Swapped {

		@Override
		public List<String> swapped(String b, String a) {
			return LockContextHolder.requireLease().keys();
		}

		@Override
		public List<String> nameOfTheClass(String number) {
			return LockContextHolder.requireLease().keys();
		}

	}

	static class NamedLikePositions {

		@DistributedLock(name = "k", key = "#a1")
		List<String> byName(String a1, String a2) {
			return LockContextHolder.requireLease().keys();
		}

		@DistributedLock(name = "k", key = "#p1")
		List<String> byPosition(String a1, String a2) {
			return LockContextHolder.requireLease().keys();
		}

	}

	static class Unseen implements Runnable {

		@Override
		@DistributedLock("x")
		public void run() {
		}

	}

	/**
	 * Wraps a bean before locks are put around it.
	 */
	static class Wrapper implements BeanPostProcessor, PriorityOrdered {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof Unseen unseen) ? Proxy.newProxyInstance(Runnable.class.getClassLoader(),
					new Class<?>[] { Runnable.class }, (proxy, method, arguments) -> method.invoke(unseen, arguments))
					: bean;
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

}
