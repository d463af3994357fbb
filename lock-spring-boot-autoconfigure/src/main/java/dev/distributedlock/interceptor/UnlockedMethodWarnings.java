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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Warns of annotated methods in contexts that have no advice for them: slices of tests,
 * child contexts, and applications without the auto-configuration. Where the advice is,
 * {@link LockedMethodVerifier} refuses instead.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public final class UnlockedMethodWarnings implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(UnlockedMethodWarnings.class);

	private final LockedBeans beans;

	private final Set<Method> warned = ConcurrentHashMap.newKeySet();

	private final boolean active;

	/**
	 * Create new warnings.
	 * @param beanFactory the beans to look at
	 * @param environment tells whether locks are off
	 */
	public UnlockedMethodWarnings(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beans = new LockedBeans(beanFactory);
		this.active = environment.getProperty("distributed-lock.enabled", Boolean.class, true)
				&& beanFactory.getBeanNamesForType(LockedMethodVerifier.class, true, false).length == 0;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (this.active) {
			this.beans.created(bean, beanName);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (this.active && !LockProxyVerifier.isAdvised(bean)) {
			this.beans.types(bean, beanName)
				.flatMap((type) -> this.beans.methods(type).stream())
				.filter((method) -> !MockDetector.isMock(bean) && this.warned.add(method))
				.forEach(UnlockedMethodWarnings::warn);
		}
		return bean;
	}

	private static void warn(Method method) {
		logger.warn("@DistributedLock does nothing on " + ClassUtils.getQualifiedMethodName(method)
				+ ", which runs WITHOUT A LOCK: this application context has no DistributedLockAutoConfiguration. If this"
				+ " is a slice of a test, add @ImportAutoConfiguration(DistributedLockAutoConfiguration.class) with"
				+ " distributed-lock.type=local, or say distributed-lock.enabled=false");
	}

}
