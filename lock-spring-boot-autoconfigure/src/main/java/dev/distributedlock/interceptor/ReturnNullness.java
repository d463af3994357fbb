// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import kotlin.reflect.KFunction;
import kotlin.reflect.KType;
import kotlin.reflect.KTypeProjection;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;

import org.springframework.core.KotlinDetector;
import org.springframework.core.Nullness;
import org.springframework.core.ResolvableType;

/**
 * Tells whether what a method returns can be null, as far as Kotlin or JSpecify say so. A
 * caller that relies on them does not look.
 */
final class ReturnNullness {

	/**
	 * What says "nothing" by itself.
	 */
	private static final List<Class<?>> NOTHING = List.of(Void.class, Optional.class);

	private ReturnNullness() {
	}

	/**
	 * Return whether a method that returns an object is declared never to return null.
	 */
	static boolean excludesNull(Method method) {
		Nullness nullness = Nullness.forMethodReturnType(method);
		return isKotlin(method) ? nullness == Nullness.NON_NULL : nullness != Nullness.NULLABLE
				&& (method.getAnnotatedReturnType().isAnnotationPresent(NonNull.class) || isNullMarked(method));
	}

	/**
	 * Return whether the value of the future that a method returns is declared never to
	 * be null.
	 */
	static boolean excludesNullValue(Method method) {
		if (isKotlin(method)) {
			return Kotlin.excludesNullValue(method);
		}
		return method.getAnnotatedReturnType() instanceof AnnotatedParameterizedType future
				&& excludesNull(future.getAnnotatedActualTypeArguments()[0], isNullMarked(method));
	}

	private static boolean excludesNull(AnnotatedType type, boolean nullMarked) {
		if (type instanceof AnnotatedWildcardType wildcard) {
			AnnotatedType bound = wildcard.getAnnotatedUpperBounds()[0];
			return bound.getType() != Object.class && excludesNull(bound, nullMarked);
		}
		boolean nullable = Stream.of(type.getAnnotations())
			.anyMatch((annotation) -> annotation.annotationType().getSimpleName().equals("Nullable"));
		return !nullable && (nullMarked || type.isAnnotationPresent(NonNull.class))
				&& !NOTHING.contains(ResolvableType.forType(type.getType()).resolve(Object.class));
	}

	private static boolean isNullMarked(Method method) {
		Class<?> type = method.getDeclaringClass();
		return Stream
			.of(Stream.of(method),
					Stream.<Class<?>>iterate(type, (enclosing) -> enclosing != null, Class::getEnclosingClass),
					Stream.of(type.getPackage(), type.getModule()))
			.flatMap((scopes) -> scopes)
			.map(AnnotatedElement.class::cast)
			.filter((scope) -> scope.isAnnotationPresent(NullMarked.class)
					|| scope.isAnnotationPresent(NullUnmarked.class))
			.findFirst()
			.filter((scope) -> scope.isAnnotationPresent(NullMarked.class))
			.isPresent();
	}

	private static boolean isKotlin(Method method) {
		return KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(method.getDeclaringClass());
	}

	/**
	 * Keeps the classes of an optional library apart.
	 */
	private static final class Kotlin {

		static boolean excludesNullValue(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			List<KTypeProjection> arguments = (function != null) ? function.getReturnType().getArguments() : List.of();
			KType value = arguments.isEmpty() ? null : arguments.get(0).getType();
			return value != null && !value.isMarkedNullable() && !NOTHING
				.contains(ResolvableType.forType(ReflectJvmMapping.getJavaType(value)).resolve(Object.class));
		}

	}

}
