// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ObjectUtils;

/**
 * Recognises methods that the container calls on the object itself, past its proxy.
 */
final class ContainerCallbacks {

	private static final Set<String> ANNOTATIONS = Set.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy", "jakarta.annotation.Resource", "jakarta.inject.Inject",
			"javax.annotation.PostConstruct", "javax.annotation.PreDestroy", "javax.inject.Inject",
			"org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Value");

	private ContainerCallbacks() {
	}

	/**
	 * Return why the container calls a method, or null if it does not.
	 * @param type the class of the bean
	 * @param definition the definition of the bean, null if there is none
	 */
	static @Nullable String reason(Method method, Class<?> type, @Nullable BeanDefinition definition) {
		return annotations(method).or(() -> interfaces(method, type))
			.or(() -> definition(method, definition))
			.orElse(null);
	}

	private static Optional<String> annotations(Method method) {
		return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.map((annotation) -> annotation.getType())
			.filter((annotation) -> ANNOTATIONS.contains(annotation.getName()))
			.map((annotation) -> "@" + annotation.getSimpleName())
			.findFirst();
	}

	private static Optional<String> interfaces(Method method, Class<?> type) {
		return interfaces(type)
			.filter((candidate) -> candidate == InitializingBean.class || candidate == DisposableBean.class
					|| candidate == AutoCloseable.class || Aware.class.isAssignableFrom(candidate))
			.filter((candidate) -> ClassUtils.hasMethod(candidate, method.getName(), method.getParameterTypes()))
			.map((candidate) -> "a method of " + candidate.getSimpleName())
			.findFirst();
	}

	private static Stream<Class<?>> interfaces(@Nullable Class<?> type) {
		return (type == null) ? Stream.empty()
				: Stream.concat(interfaces(type.getSuperclass()), Stream.of(type.getInterfaces())
					.flatMap((parent) -> Stream.concat(Stream.of(parent), interfaces(parent))));
	}

	private static Optional<String> definition(Method method, @Nullable BeanDefinition definition) {
		if (!(definition instanceof AbstractBeanDefinition base) || method.getParameterCount() > 0) {
			return Optional.empty();
		}
		if (ObjectUtils.containsElement(base.getInitMethodNames(), method.getName())) {
			return Optional.of("an init method");
		}
		boolean inferred = AbstractBeanDefinition.INFER_METHOD.equals(base.getDestroyMethodName())
				&& (method.getName().equals("close") || method.getName().equals("shutdown"));
		return (inferred || ObjectUtils.containsElement(base.getDestroyMethodNames(), method.getName()))
				? Optional.of("a destroy method") : Optional.empty();
	}

}
