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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * What a locked method may return: anything that is there when the method returns, or
 * that tells when the work is done. Of other work that goes on afterwards, the lock would
 * be released before it is done.
 *
 * @author The Distributed Lock authors
 */
final class ReturnTypes {

	private static final List<Class<?>> LATE = List.of(Future.class, CompletionStage.class, Callable.class,
			BaseStream.class, Flow.Publisher.class);

	/**
	 * Late as well, and of libraries that may be there without what adapts them.
	 */
	private static final Set<String> LATE_NAMES = Set.of("org.reactivestreams.Publisher",
			"kotlinx.coroutines.flow.Flow", "kotlinx.coroutines.Deferred");

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Flux",
			ReturnTypes.class.getClassLoader());

	/**
	 * Whether values of a class are known to reactive libraries.
	 */
	private static final ClassValue<Boolean> REACTIVE = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return type != Optional.class && ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
		}

	};

	private ReturnTypes() {
	}

	/**
	 * Return how a method tells that its work is done.
	 * @throws InvalidLockDefinitionException if it does not, or if it is to be skipped
	 * and cannot say so
	 */
	static Completion completion(Method method, Class<?> targetClass, boolean skip) {
		Class<?> type = method.getReturnType();
		if (type == CompletionStage.class || type == CompletableFuture.class || type == Future.class) {
			return ofFuture(method, type, targetClass);
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter != null) {
			return ofPublisher(method, targetClass, adapter, skip);
		}
		if (LATE.stream().anyMatch((late) -> late.isAssignableFrom(type)) || LATE_NAMES.contains(type.getName())
				|| KotlinDetector.isSuspendingFunction(method)) {
			throw returnsTooEarly(method);
		}
		if (skip && type.isPrimitive() && type != void.class) {
			throw cannotBeSkipped(method, "the primitive type " + type,
					"Return an object type (null if skipped) or an Optional");
		}
		return Completion.RETURN;
	}

	private static Completion ofFuture(Method method, Class<?> type, Class<?> targetClass) {
		if (isAsync(method, targetClass)) {
			if (type == CompletionStage.class) {
				throw cannotBeAsync(method);
			}
			return Completion.AWAITED;
		}
		if (type == Future.class) {
			throw returnsTooEarly(method);
		}
		return Completion.STAGE;
	}

	private static boolean isAsync(Method method, Class<?> targetClass) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(targetClass, Async.class);
	}

	private static Completion ofPublisher(Method method, Class<?> targetClass, ReactiveAdapter adapter, boolean skip) {
		Class<?> type = method.getReturnType();
		if (isAsync(method, targetClass)) {
			throw cannotBeAsync(method);
		}
		if (!adapter.getDescriptor().isDeferred() || adapter.getReactiveType() != type
				|| type.getName().startsWith("kotlinx.")) {
			throw returnsTooEarly(method);
		}
		if (!REACTOR) {
			throw new InvalidLockDefinitionException(method,
					"it returns a " + type.getName()
							+ ", and Reactor, which is to keep its lock until that has ended, is missing",
					"Add io.projectreactor:reactor-core to the dependencies.", null);
		}
		if (skip && !adapter.supportsEmpty()) {
			throw cannotBeSkipped(method, "a " + type.getName(), "Return a type that may be empty");
		}
		return Completion.PUBLISHER;
	}

	private static InvalidLockDefinitionException returnsTooEarly(Method method) {
		return new InvalidLockDefinitionException(method,
				"the method returns before its work is done (" + method.getReturnType().getName()
						+ "), and the lock would be released too early",
				"Declare a CompletableFuture, a CompletionStage, or a publisher such as Mono or Flux; a Future only on"
						+ " an @Async method. Or let the method do its work and return the result, or use"
						+ " LockRegistry.tryAcquireAsync and release the lease when the work is done.",
				null);
	}

	private static InvalidLockDefinitionException cannotBeAsync(Method method) {
		return new InvalidLockDefinitionException(method,
				"@Async methods return nothing or a future, not a " + method.getReturnType().getName(),
				"Remove @Async, or declare a CompletableFuture.", null);
	}

	private static InvalidLockDefinitionException cannotBeSkipped(Method method, String type, String action) {
		return new InvalidLockDefinitionException(method,
				"a call that finds the lock busy is skipped, but the method returns " + type + ", which cannot say so",
				action + ", or set onBusy = OnBusy.REJECT.", null);
	}

	/**
	 * Check what a method has returned that declares no more than an object.
	 * @throws IllegalStateException if its work is not done
	 */
	static @Nullable Object checkDone(Method method, @Nullable Object result) {
		boolean late = result instanceof CompletionStage<?> stage ? !stage.toCompletableFuture().isDone()
				: result instanceof Future<?> future ? !future.isDone()
						: result != null && REACTIVE.get(result.getClass());
		if (late) {
			throw new IllegalStateException("@DistributedLock on " + method + " cannot work: the method returned a "
					+ result.getClass().getName() + ", whose work is not done, and its lock has been released;"
					+ " declare what it returns");
		}
		return result;
	}

	/**
	 * What a skipped call returns.
	 */
	static @Nullable Object skipped(Method method) {
		Class<?> type = method.getReturnType();
		if (type == Optional.class) {
			return Optional.empty();
		}
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				? CompletableFuture.completedFuture(skippedValue(method)) : null;
	}

	/**
	 * What the future of a skipped call is completed with.
	 */
	static @Nullable Object skippedValue(Method method) {
		return (ResolvableType.forMethodReturnType(method).getGeneric().resolve() == Optional.class) ? Optional.empty()
				: null;
	}

}
