// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.engine.LateWork;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * What a locked method may return: anything that is there when the method returns, or
 * that tells when the work is done. Of other {@linkplain LateWork late work}, the lock
 * would be released before it is done.
 */
final class ReturnTypes {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Flux",
			ReturnTypes.class.getClassLoader());

	private ReturnTypes() {
	}

	/**
	 * Return what a method returns, with the generics of the class that it is called on.
	 */
	static ResolvableType of(Method method, Class<?> targetClass) {
		return ResolvableType.forMethodReturnType(method, targetClass);
	}

	/**
	 * Return how a method tells that its work is done.
	 * @throws InvalidLockDefinitionException if it does not, or if it is to be skipped
	 * and cannot say so
	 */
	static Completion completion(LockedMethod locked, Class<?> targetClass, boolean skip) {
		Method method = locked.method();
		if (KotlinDetector.isSuspendingFunction(method)) {
			throw returnsTooEarly(method, "Kotlin's suspend");
		}
		ResolvableType type = of(method, targetClass);
		Completion completion = completion(method, type, targetClass, skip);
		Class<?> late = (completion == Completion.RETURN) ? LateWork.in(type) : LateWork.inside(type);
		if (late != null) {
			boolean itself = completion == Completion.RETURN && late == type.resolve();
			throw returnsTooEarly(method, itself ? late.getName() : late.getName() + " in " + type);
		}
		return completion;
	}

	private static Completion completion(Method method, ResolvableType type, Class<?> targetClass, boolean skip) {
		Class<?> resolved = type.resolve(Object.class);
		if (resolved == CompletionStage.class || resolved == CompletableFuture.class || resolved == Future.class) {
			return ofFuture(method, resolved, targetClass);
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(resolved);
		if (adapter != null) {
			return ofPublisher(method, resolved, targetClass, adapter, skip);
		}
		return Completion.RETURN;
	}

	private static Completion ofFuture(Method method, Class<?> type, Class<?> targetClass) {
		if (isAsync(method, targetClass)) {
			if (type == CompletionStage.class) {
				throw cannotBeAsync(method, type);
			}
			return Completion.AWAITED;
		}
		if (type == Future.class) {
			throw returnsTooEarly(method, type.getName());
		}
		return Completion.STAGE;
	}

	private static boolean isAsync(Method method, Class<?> targetClass) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(targetClass, Async.class);
	}

	private static Completion ofPublisher(Method method, Class<?> type, Class<?> targetClass, ReactiveAdapter adapter,
			boolean skip) {
		if (isAsync(method, targetClass)) {
			throw cannotBeAsync(method, type);
		}
		if (!adapter.getDescriptor().isDeferred() || adapter.getReactiveType() != type
				|| type.getName().startsWith("kotlinx.")) {
			throw returnsTooEarly(method, type.getName());
		}
		if (!REACTOR) {
			throw new InvalidLockDefinitionException(method,
					"it returns a " + type.getName()
							+ ", and Reactor, which is to keep its lock until that has ended, is missing",
					"Add io.projectreactor:reactor-core to the dependencies.", null);
		}
		if (skip && !adapter.supportsEmpty()) {
			throw SkippedCalls.impossible(method, "a " + type.getName(), "Return a type that may be empty");
		}
		return Completion.PUBLISHER;
	}

	private static InvalidLockDefinitionException returnsTooEarly(Method method, String late) {
		return new InvalidLockDefinitionException(method,
				"the method returns before its work is done (" + late + "), and the lock would be released too early",
				"Declare a CompletableFuture, a CompletionStage, or a publisher such as Mono or Flux, not inside of"
						+ " another type; a Future only on an @Async method. Or let the method do its work and return"
						+ " the result, or use LockRegistry.tryAcquireAsync and release the lease when the work is"
						+ " done.",
				null);
	}

	private static InvalidLockDefinitionException cannotBeAsync(Method method, Class<?> type) {
		return new InvalidLockDefinitionException(method,
				"@Async methods return nothing or a future, not a " + type.getName(),
				"Remove @Async, or declare a CompletableFuture.", null);
	}

	/**
	 * Check what a method has returned whose type shows nothing of it, or not all.
	 * @throws IllegalStateException if its work is not done
	 */
	static void checkDone(LockOperation operation, @Nullable Object result) {
		IllegalStateException failure = notDone(operation, result);
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * Return what is wrong with a result if its work is not done, or null.
	 */
	static @Nullable IllegalStateException notDone(LockOperation operation, @Nullable Object result) {
		Object late = operation.open() ? LateWork.anywhereIn(result) : LateWork.in(result);
		return (late != null) ? new IllegalStateException("@DistributedLock on " + operation.method()
				+ " cannot work: the method returned " + late.getClass().getName() + ", whose work is not done, and its"
				+ " lock is released. Declare that as the return type, or return the result of the work") : null;
	}

}
