// SPDX-License-Identifier: Apache-2.0

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
	 * @param environment where locks may be switched off
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
