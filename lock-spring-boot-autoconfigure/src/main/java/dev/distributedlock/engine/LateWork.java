// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockTemplate;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Recognises work that continues, or begins, after a method has returned it. A lock that
 * is released when the method returns does not protect it.
 *
 * @since 0.1.0
 */
public final class LateWork {

	private static final String HTTP_ENTITY = "org.springframework.http.HttpEntity";

	private static final ClassValue<Boolean> ENTITIES = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return LateTypes.isA(type, Set.of(HTTP_ENTITY));
		}

	};

	private LateWork() {
	}

	/**
	 * Find late work in what a method declares to return.
	 * @param type the type
	 * @return the first class of late work in it, at any depth of generics, or null
	 */
	public static @Nullable Class<?> in(ResolvableType type) {
		return in(type, new HashSet<>());
	}

	/**
	 * Find late work in what a wrapper declares to contain.
	 * @param wrapper the type around it
	 * @return the first class of late work in it, at any depth of generics, or null
	 */
	public static @Nullable Class<?> inside(ResolvableType wrapper) {
		return inside(wrapper, new HashSet<>(Set.of(wrapper.getType())));
	}

	private static @Nullable Class<?> in(ResolvableType type, Set<Type> seen) {
		Class<?> resolved = type.resolve();
		if (resolved != null && LateTypes.contain(resolved)) {
			return resolved;
		}
		return (seen.add(type.getType()) && resolved != Class.class) ? inside(type, seen) : null;
	}

	private static @Nullable Class<?> inside(ResolvableType wrapper, Set<Type> seen) {
		return contents(wrapper).<@Nullable Class<?>>map((content) -> in(content, seen))
			.filter((found) -> found != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * What may be in a type: a subclass of a wrapper contains what the wrapper does.
	 */
	private static Stream<ResolvableType> contents(ResolvableType type) {
		Stream<ResolvableType> elements = type.isArray() ? Stream.of(type.getComponentType())
				: Stream.of(type.getGenerics());
		Class<?> resolved = type.resolve();
		if (resolved == null || resolved.isInterface() || ClassUtils.isPrimitiveOrWrapper(resolved)) {
			return elements;
		}
		return Stream
			.of(elements, Stream.of(type.getSuperType()), Stream.of(type.as(Iterable.class).getGenerics()),
					Stream.of(type.as(Map.class).getGenerics()))
			.flatMap((contents) -> contents);
	}

	/**
	 * Return whether a type leaves open what it contains, so that only the value shows
	 * it.
	 * @param type the type
	 * @return whether it, or something in it, may be any object
	 */
	public static boolean isOpen(ResolvableType type) {
		return isOpen(type, new HashSet<>());
	}

	private static boolean isOpen(ResolvableType type, Set<Type> seen) {
		return type.resolve(Object.class) == Object.class || type.hasUnresolvableGenerics()
				|| (type.isArray() && isOpen(type.getComponentType(), seen)) || (seen.add(type.getType())
						&& Stream.of(type.getGenerics()).anyMatch((generic) -> isOpen(generic, seen)));
	}

	/**
	 * Find late work in a value: the value itself, or what an {@code Optional} or an
	 * {@code HttpEntity} has.
	 * @param value the value
	 * @return late work that is not done, or null if there is none
	 */
	public static @Nullable Object in(@Nullable Object value) {
		return in(value, false);
	}

	/**
	 * Refuse late work that a {@link LockTemplate} was to run.
	 * @param lock the name of the lock
	 * @param result what the work has returned
	 * @throws IllegalStateException if it is not done
	 */
	public static void refuse(String lock, @Nullable Object result) {
		Object late = in(result);
		if (late != null) {
			throw new IllegalStateException("The work under lock '" + lock + "' returned " + late.getClass().getName()
					+ ", whose work is not done, and its lock is released. Return the result of the work, or use"
					+ " LockRegistry.tryAcquireAsync and release the lease when the work is done");
		}
	}

	/**
	 * Find late work in a value, and in the elements of collections of the JDK. Others
	 * may load their elements when they are looked at.
	 * @param value the value
	 * @return late work that is not done, or null if there is none
	 */
	public static @Nullable Object anywhereIn(@Nullable Object value) {
		return in(value, true);
	}

	private static @Nullable Object in(@Nullable Object value, boolean elements) {
		if (value != null && LateTypes.contain(value.getClass())) {
			return isDone(value) ? null : value;
		}
		for (Object content : contents(value, elements)) {
			Object found = in(content, elements);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static Iterable<?> contents(@Nullable Object value, boolean elements) {
		if (value instanceof Optional<?> optional) {
			return optional.map(Set::of).orElseGet(Set::of);
		}
		if (value != null && ENTITIES.get(value.getClass())) {
			return Arrays.asList(body(value));
		}
		return (value != null && elements) ? elements(value) : List.of();
	}

	private static Iterable<?> elements(Object value) {
		if (value instanceof Object[] array) {
			return Arrays.asList(array);
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return Arrays.asList(entry.getKey(), entry.getValue());
		}
		if (!value.getClass().getName().startsWith("java.")) {
			return List.of();
		}
		return (value instanceof Map<?, ?> map) ? map.values() : (value instanceof Collection<?> all) ? all : List.of();
	}

	private static boolean isDone(Object late) {
		return (late instanceof CompletionStage<?> stage) ? stage.toCompletableFuture().isDone()
				: late instanceof Future<?> future && future.isDone();
	}

	private static @Nullable Object body(Object entity) {
		Method getBody = ClassUtils.getMethod(entity.getClass(), "getBody");
		return ReflectionUtils.invokeMethod(getBody, entity);
	}

}
