// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.DistributedLock;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationSelectors;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * A method that {@link DistributedLock @DistributedLock} applies to.
 *
 * @param method the most specific method; that of the interface if the target is a JDK
 * proxy, whose own methods know neither the names nor the generics of their parameters
 * @param declared the method that the annotation stands on
 * @param annotation the annotation
 */
record LockedMethod(Method method, Method declared, DistributedLock annotation) {

	/**
	 * Find what a call of a method locks.
	 * @param method the method that is called, of an interface perhaps
	 * @param targetClass the class of the object that it is called on
	 * @return the locked method, or null if it is not annotated
	 */
	static @Nullable LockedMethod find(Method method, @Nullable Class<?> targetClass) {
		return candidates(method, targetClass).<@Nullable LockedMethod>map(LockedMethod::of)
			.filter((found) -> found != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * The methods of a JDK proxy override none that is generic in their interfaces.
	 */
	private static Stream<Method> candidates(Method method, @Nullable Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		if (targetClass == null || !Proxy.isProxyClass(targetClass)) {
			return Stream.of(specific);
		}
		return Stream.concat(Stream.of(specific), Stream.of(ClassUtils.getAllInterfacesForClass(targetClass))
			.map((type) -> BridgeMethodResolver.getMostSpecificMethod(method, type)));
	}

	private static @Nullable LockedMethod of(Method method) {
		MergedAnnotation<DistributedLock> annotation = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.get(DistributedLock.class, null, MergedAnnotationSelectors.firstDirectlyDeclared());
		if (!annotation.isPresent()) {
			return null;
		}
		Method declared = (annotation.getSource() instanceof Method source)
				? BridgeMethodResolver.findBridgedMethod(source) : method;
		return new LockedMethod(Proxy.isProxyClass(method.getDeclaringClass()) ? declared : method, declared,
				annotation.synthesize());
	}

}
