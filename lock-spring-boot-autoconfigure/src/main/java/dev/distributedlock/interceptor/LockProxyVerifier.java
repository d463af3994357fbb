// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Verifies that calls of an annotated method pass through the advice. A lock that
 * silently is none would be worse than an application that does not start.
 */
final class LockProxyVerifier {

	private LockProxyVerifier() {
	}

	/**
	 * Verify that calls of a method go through a proxy.
	 * @param type the class of the bean
	 * @param definition the definition of the bean, null if there is none
	 */
	static void verify(Method method, Class<?> type, @Nullable BeanDefinition definition) {
		verify(method);
		String callback = ContainerCallbacks.reason(method, type, definition);
		if (callback != null) {
			throw new InvalidLockDefinitionException(method,
					"it is " + callback + ", which the container calls on the object itself, past its proxy, and so"
							+ " without the lock",
					"Let it call a locked method of another bean, or use a LockTemplate in it. For work at start-up"
							+ " take an ApplicationRunner, or an @EventListener for ApplicationReadyEvent.",
					null);
		}
	}

	/**
	 * Verify that a proxy could intercept a method.
	 */
	private static void verify(Method method) {
		int modifiers = method.getModifiers();
		String obstacle = Modifier.isPrivate(modifiers) ? "private" : Modifier.isStatic(modifiers) ? "static" : null;
		if (obstacle != null) {
			throw new InvalidLockDefinitionException(method, "a proxy cannot intercept a " + obstacle + " method",
					"Make the method an instance method that is not private, and call it from another bean.", null);
		}
	}

	/**
	 * Verify that there can be a proxy of a class that has no interface.
	 */
	static void verifyClass(Class<?> type, Method method) {
		if ((Modifier.isFinal(type.getModifiers()) || type.isSealed())
				&& ClassUtils.getAllInterfacesForClass(type).length == 0) {
			throw new InvalidLockDefinitionException(method,
					"a proxy cannot extend " + type.getName() + ", which is final or sealed",
					"Remove 'final' or 'sealed' from the class (in Kotlin, write 'open' or use the compiler plugin"
							+ " kotlin-spring), or declare the method in an interface.",
					null);
		}
	}

	/**
	 * Verify that a bean intercepts a method.
	 */
	static void verify(String beanName, Object bean, Method method) {
		if (MockDetector.isMock(bean)) {
			return;
		}
		verify(method);
		if (!isAdvised(bean)) {
			throw new InvalidLockDefinitionException(method, "bean '" + beanName
					+ "' is not called through a proxy that takes the lock. It was created before proxies are made,"
					+ " or never as a bean of its own, or another proxy around it hides the annotation",
					"Let no BeanPostProcessor or BeanFactoryPostProcessor depend on the bean, and register it"
							+ " as a bean definition. Where a proxy hides the class, annotate the method of its"
							+ " interface.",
					null);
		}
		if (Modifier.isFinal(method.getModifiers()) && !AopUtils.isJdkDynamicProxy(bean)) {
			throw new InvalidLockDefinitionException(method, "a class-based proxy cannot intercept a final method",
					"Remove 'final' from the method.", null);
		}
		if (AopUtils.isJdkDynamicProxy(bean) && !isInInterface(method, bean)) {
			throw new InvalidLockDefinitionException(method,
					"bean '" + beanName + "' is an interface-based proxy, and the method is in none of its interfaces",
					"Declare the method in an interface, or set spring.aop.proxy-target-class=true.", null);
		}
	}

	static boolean isAdvised(Object bean) {
		if (bean instanceof Advised advised) {
			return Arrays.stream(advised.getAdvisors()).anyMatch(DistributedLockAdvisor.class::isInstance);
		}
		return bean instanceof SpringProxy;
	}

	private static boolean isInInterface(Method method, Object proxy) {
		Class<?> targetClass = AopProxyUtils.ultimateTargetClass(proxy);
		return Stream.of(ClassUtils.getAllInterfaces(proxy))
			.flatMap((type) -> Stream.of(type.getMethods()))
			.anyMatch((candidate) -> candidate.equals(method)
					|| AopUtils.getMostSpecificMethod(candidate, targetClass).equals(method));
	}

}
