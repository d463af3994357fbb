// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.SortedSet;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockSettings;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.engine.DefaultLockTemplate;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Looks at all beans when the application starts: what annotated methods say must be
 * valid, and each must really be called through the advice. A lock that silently is none
 * would be worse than an application that does not start.
 *
 * @since 0.1.0
 */
public final class LockedMethodVerifier implements SmartInitializingSingleton, BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	private final DistributedLockAdvisor advisor;

	private final LockedBeans beans;

	private final ScheduledLockWarnings warnings = new ScheduledLockWarnings();

	private final InnerAdviceWarnings innerAdvice = new InnerAdviceWarnings();

	private volatile boolean started;

	/**
	 * Create a new verifier.
	 * @param beanFactory the beans to look at
	 * @param advisor the advisor that must be applied to them
	 */
	public LockedMethodVerifier(ConfigurableListableBeanFactory beanFactory, DistributedLockAdvisor advisor) {
		this.beanFactory = beanFactory;
		this.beans = new LockedBeans(beanFactory);
		this.advisor = advisor;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.started = true;
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (!this.beans.isScopedProxy(beanName)) {
				verify(beanName);
			}
		}
	}

	private void verify(String beanName) {
		Object bean = this.beanFactory.containsSingleton(beanName) ? this.beanFactory.getSingleton(beanName) : null;
		if (bean != null && !(bean instanceof FactoryBean)) {
			this.beans.types(bean, beanName).forEach((type) -> verify(beanName, bean, type));
			return;
		}
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type != null) {
			this.beans.methods(type).forEach((method) -> verify(beanName, method, type));
		}
	}

	private void verify(String beanName, Object bean, Class<?> type) {
		for (Method method : this.beans.methods(type)) {
			LockProxyVerifier.verify(beanName, bean, method);
			verify(beanName, method, type);
			this.innerAdvice.warn(bean, method, type);
		}
	}

	private void verify(String beanName, Method method, Class<?> type) {
		LockProxyVerifier.verify(method, type, definition(beanName));
		LockOperation operation = this.advisor.operations().get(method, type);
		this.warnings.warn(operation, settings(operation));
	}

	private @Nullable BeanDefinition definition(String beanName) {
		return this.beanFactory.containsBeanDefinition(beanName) ? this.beanFactory.getMergedBeanDefinition(beanName)
				: null;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		this.beans.created(bean, beanName);
		this.beans.methods(bean.getClass()).forEach((method) -> LockProxyVerifier.verifyClass(bean.getClass(), method));
		return bean;
	}

	/**
	 * Looks at each bean after proxies have been made, also at those that are created
	 * later.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof AopInfrastructureBean) && !isLookedAtLater(beanName)) {
			this.beans.types(bean, beanName).forEach((type) -> {
				if (this.started) {
					verify(beanName, bean, type);
				}
				else {
					this.beans.methods(type).forEach((method) -> LockProxyVerifier.verify(beanName, bean, method));
				}
			});
		}
		return bean;
	}

	/**
	 * Whether a bean is going to be looked at with all singletons. In a circular
	 * reference, the proxy was handed out before, and this is the object behind it.
	 */
	private boolean isLookedAtLater(String beanName) {
		BeanDefinition definition = this.started ? null : definition(beanName);
		return definition != null && definition.isSingleton() && !this.beanFactory.containsSingleton(beanName);
	}

	/**
	 * Return the names of the locks of annotated methods.
	 * @return the names, in order
	 */
	public SortedSet<String> lockNames() {
		return this.advisor.operations().lockNames();
	}

	/**
	 * The settings that the operation ends up with.
	 */
	private LockSettings settings(LockOperation operation) {
		LockTemplate template = template(operation);
		if (template instanceof DefaultLockTemplate known) {
			try {
				return known.settingsOf(operation.request());
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidLockDefinitionException(operation.method(),
						"the annotation and the properties contradict each other: " + ex.getMessage(),
						"Change the annotation, distributed-lock.locks." + operation.request().name()
								+ ".* or the defaults under distributed-lock.*.",
						ex);
			}
		}
		boolean late = operation.completion() == Completion.STAGE || operation.completion() == Completion.PUBLISHER;
		if (late && !RegistryLockTemplate.isMock(template)) {
			throw new InvalidLockDefinitionException(operation.method(),
					"the application's own LockTemplate or LockRegistry cannot keep locks for methods that return before"
							+ " their work is done",
					"Remove that bean, or lock a method that does the work and returns its result.", null);
		}
		return operation.request().settings();
	}

	/**
	 * The failure has no cause: Spring Boot would explain that instead.
	 */
	private LockTemplate template(LockOperation operation) {
		try {
			return this.advisor.templates().get(operation.registry());
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new InvalidLockDefinitionException(operation.method(),
					operation.registry().isEmpty()
							? "there is no LockTemplate, because there is not one LockRegistry but none or several"
							: "its registry '" + operation.registry() + "' cannot be had: " + ex.getMessage(),
					operation.registry().isEmpty()
							? "Mark one LockRegistry as @Primary, or name it in the attribute 'registry'."
							: "Name a bean of type LockRegistry, of which there are "
									+ Arrays
										.toString(this.beanFactory.getBeanNamesForType(LockRegistry.class, true, false))
									+ ", or leave 'registry' out.",
					null);
		}
	}

}
