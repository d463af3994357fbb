// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * What calls return that find their lock busy and are skipped.
 */
final class SkippedCalls {

	private SkippedCalls() {
	}

	/**
	 * Check that a method can return something if it is skipped. A publisher, of which
	 * {@code completion} has looked at that, is empty.
	 * @param requested whether the annotation says so: otherwise the method is skipped
	 * because a scheduler calls it, which ignores what it returns
	 * @throws InvalidLockDefinitionException if it cannot
	 */
	static void verify(LockedMethod locked, ResolvableType type, Completion completion, boolean requested) {
		verifyNoPrimitive(locked.method(), type, completion);
		if (requested) {
			verifyNull(locked.method(), type, completion);
			verifyNull(locked.declared(), type, completion);
		}
	}

	/**
	 * The proxy cannot return null as a primitive type, also to a scheduler.
	 */
	private static void verifyNoPrimitive(Method method, ResolvableType type, Completion completion) {
		Class<?> resolved = type.resolve(Object.class);
		if (completion == Completion.RETURN && resolved.isPrimitive() && resolved != void.class) {
			throw impossible(method, "the primitive type " + resolved,
					"Return an object type (null if skipped) or an Optional");
		}
	}

	private static void verifyNull(Method method, ResolvableType type, Completion completion) {
		Class<?> resolved = type.resolve(Object.class);
		boolean value = completion == Completion.STAGE || completion == Completion.AWAITED;
		if (value ? ReturnNullness.excludesNullValue(method) : completion == Completion.RETURN && resolved != void.class
				&& resolved != Optional.class && ReturnNullness.excludesNull(method)) {
			throw impossible(method, (value ? type.getGeneric() : type) + ", which is never null",
					"Return a nullable type (@Nullable, or with a question mark in Kotlin) or an Optional");
		}
	}

	static InvalidLockDefinitionException impossible(Method method, String type, String action) {
		return new InvalidLockDefinitionException(method,
				"a call that finds the lock busy is skipped, and cannot say so: the method returns " + type,
				action + ", or set onBusy = OnBusy.REJECT.", null);
	}

	/**
	 * What a skipped call returns.
	 */
	static @Nullable Object result(LockOperation operation) {
		Class<?> type = operation.returns().resolve(Object.class);
		if (type == Optional.class) {
			return Optional.empty();
		}
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				? CompletableFuture.completedFuture(value(operation)) : null;
	}

	/**
	 * What the future of a skipped call is completed with.
	 */
	static @Nullable Object value(LockOperation operation) {
		return (operation.returns().getGeneric().resolve() == Optional.class) ? Optional.empty() : null;
	}

}
