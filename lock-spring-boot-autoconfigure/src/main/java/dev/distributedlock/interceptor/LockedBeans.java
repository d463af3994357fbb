// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.distributedlock.DistributedLock;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Knows the annotated methods of beans, whatever proxies are around them.
 */
final class LockedBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<Class<?>, Set<Method>> methods = new ConcurrentReferenceHashMap<>();

	/**
	 * Classes of beans before proxies, which may hide the annotation, were made.
	 */
	private final Map<String, Class<?>> rawTypes = new ConcurrentHashMap<>();

	LockedBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Remember the class of a bean that proxies are going to be made of.
	 */
	void created(Object bean, String beanName) {
		if (!methods(bean.getClass()).isEmpty()) {
			this.rawTypes.put(beanName, bean.getClass());
		}
	}

	/**
	 * Return all types of a bean that may say what to lock: the target need not implement
	 * the interfaces of its proxy, nor the proxy those of its target.
	 */
	Stream<Class<?>> types(Object bean, String beanName) {
		if (isScopedProxy(beanName)) {
			return Stream.empty();
		}
		Class<?> rawType = this.rawTypes.get(beanName);
		boolean product = rawType != null && FactoryBean.class.isAssignableFrom(rawType)
				&& !(bean instanceof FactoryBean);
		return Stream
			.of((rawType != null && !product) ? rawType : bean.getClass(), bean.getClass(),
					AopProxyUtils.ultimateTargetClass(bean))
			.map(ClassUtils::getUserClass)
			.distinct();
	}

	/**
	 * Whether a bean passes calls on to another one, which is looked at itself.
	 */
	boolean isScopedProxy(String beanName) {
		return this.beanFactory.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(beanName));
	}

	/**
	 * Return the annotated methods of a type.
	 * @throws InvalidLockDefinitionException if the type itself is annotated
	 */
	Set<Method> methods(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, DistributedLock.class)
				? this.methods.computeIfAbsent(type, LockedBeans::select) : Set.of();
	}

	private static Set<Method> select(Class<?> type) {
		if (AnnotatedElementUtils.hasAnnotation(type, DistributedLock.class)) {
			throw new InvalidLockDefinitionException(type,
					"it is on the class or one of its interfaces (as part of another annotation), where it locks"
							+ " nothing",
					"Put the annotation on each method that is to be locked, and give it @Target(ElementType.METHOD).");
		}
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<Boolean>) (method) -> LockOperationSource.isLocked(method, type)
						? Boolean.TRUE : null)
			.keySet();
	}

}
