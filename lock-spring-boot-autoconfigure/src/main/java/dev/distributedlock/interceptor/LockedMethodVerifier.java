/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockSettings;
import dev.distributedlock.engine.DefaultLockTemplate;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Looks at all beans when the application starts: what annotated methods say must be
 * valid, and each must really be called through the advice. A lock that silently is none
 * would be worse than an application that does not start.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class LockedMethodVerifier implements SmartInitializingSingleton, BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final DistributedLockAdvisor advisor;

	private final Map<Class<?>, Set<Method>> lockedMethods = new ConcurrentReferenceHashMap<>();

	private final ScheduledLockWarnings warnings = new ScheduledLockWarnings();

	/**
	 * Create a new verifier.
	 * @param beanFactory the beans to look at
	 * @param advisor the advisor that must be applied to them
	 */
	public LockedMethodVerifier(ConfigurableListableBeanFactory beanFactory, DistributedLockAdvisor advisor) {
		this.beanFactory = beanFactory;
		this.advisor = advisor;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (type != null && isCandidate(beanName, type)) {
				for (Method method : lockedMethods(type)) {
					verify(beanName, type, method);
				}
			}
		}
	}

	/**
	 * Looks at each bean after proxies have been made, also at those that are created
	 * later.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (AnnotationUtils.isCandidateClass(type, DistributedLock.class) && !(bean instanceof AopInfrastructureBean)
				&& !isScopedProxy(beanName)) {
			this.lockedMethods.computeIfAbsent(type, LockedMethodVerifier::lockedMethods)
				.forEach((method) -> verifyProxy(beanName, bean, method));
		}
		return bean;
	}

	private boolean isScopedProxy(String beanName) {
		return this.beanFactory.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(beanName));
	}

	private boolean isCandidate(String beanName, Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, DistributedLock.class) && !isScopedProxy(beanName);
	}

	private static Set<Method> lockedMethods(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<Boolean>) (method) -> LockOperationSource.isLocked(method, type)
						? Boolean.TRUE : null)
			.keySet();
	}

	private void verify(String beanName, Class<?> type, Method method) {
		LockOperation operation = this.advisor.operations().get(method, type);
		verifyModifiers(method);
		Object bean = this.beanFactory.containsSingleton(beanName) ? this.beanFactory.getSingleton(beanName) : null;
		if (bean != null && !(bean instanceof FactoryBean)) {
			verifyProxy(beanName, bean, method);
		}
		this.warnings.warn(operation, settings(operation));
	}

	/**
	 * The settings that the operation ends up with.
	 */
	private LockSettings settings(LockOperation operation) {
		try {
			if (this.advisor.templates().get(operation.registry()) instanceof DefaultLockTemplate template) {
				return template.settingsOf(operation.request());
			}
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new InvalidLockDefinitionException(operation.method(),
					"its registry '" + operation.registry() + "' cannot be had: " + ex.getMessage(),
					"Name a bean of type DefaultLockRegistry, or leave 'registry' out.", ex);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockDefinitionException(operation.method(),
					"the annotation and the properties contradict each other: " + ex.getMessage(),
					"Change the annotation, distributed-lock.locks." + operation.request().name()
							+ ".* or the defaults under distributed-lock.*.",
					ex);
		}
		if (operation.completion() == Completion.STAGE || operation.completion() == Completion.PUBLISHER) {
			throw new InvalidLockDefinitionException(operation.method(),
					"the application's own LockTemplate cannot keep locks for methods that return before their work"
							+ " is done",
					"Remove that bean, or lock a method that does the work and returns its result.", null);
		}
		return operation.request().settings();
	}

	private void verifyModifiers(Method method) {
		int modifiers = method.getModifiers();
		String obstacle = Modifier.isPrivate(modifiers) ? "private" : Modifier.isStatic(modifiers) ? "static" : null;
		if (obstacle != null) {
			throw new InvalidLockDefinitionException(method, "a proxy cannot intercept a " + obstacle + " method",
					"Make the method an instance method that is not private, and call it from another bean.", null);
		}
	}

	private void verifyProxy(String beanName, Object bean, Method method) {
		if (MockDetector.isMock(bean)) {
			return;
		}
		verifyModifiers(method);
		if (!isAdvised(bean)) {
			throw new InvalidLockDefinitionException(method, "bean '" + beanName
					+ "' is not called through a proxy that takes the lock. It was created before proxies are made,"
					+ " or never as a bean of its own",
					"Let no BeanPostProcessor or BeanFactoryPostProcessor depend on the bean, and register it"
							+ " as a bean definition.",
					null);
		}
		if (Modifier.isFinal(method.getModifiers()) && !AopUtils.isJdkDynamicProxy(bean)) {
			throw new InvalidLockDefinitionException(method, "a class-based proxy cannot intercept a final method",
					"Remove 'final' from the method.", null);
		}
		try {
			AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new InvalidLockDefinitionException(method,
					"bean '" + beanName + "' is an interface-based proxy, and the method is in none of its interfaces",
					"Declare the method in an interface, or set spring.aop.proxy-target-class=true.", ex);
		}
	}

	private boolean isAdvised(Object bean) {
		if (bean instanceof Advised advised) {
			return Arrays.stream(advised.getAdvisors()).anyMatch(DistributedLockAdvisor.class::isInstance);
		}
		return bean instanceof SpringProxy;
	}

}
