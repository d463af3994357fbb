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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * What a locked method may return: anything that is there when the method returns. Of
 * work that goes on afterwards, the lock would be released before it is done.
 *
 * @author The Distributed Lock authors
 */
final class ReturnTypes {

	private static final List<Class<?>> LATE = List.of(Future.class, CompletionStage.class, Callable.class,
			BaseStream.class);

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

	static void check(Method method, boolean skip) {
		Class<?> type = method.getReturnType();
		if (isAsynchronous(method)) {
			throw new InvalidLockDefinitionException(method,
					"the method returns before its work is done (" + type.getName()
							+ "), and the lock would be released too early",
					"Lock a method that does the work and returns its result, or use LockRegistry.tryAcquireAsync"
							+ " and release the lease when the work is done.",
					null);
		}
		if (skip && type.isPrimitive() && type != void.class) {
			throw new InvalidLockDefinitionException(method,
					"a call that finds the lock busy is skipped, but the method returns the primitive type " + type
							+ ", which cannot say so",
					"Return an object type (null if skipped) or an Optional, or set onBusy = OnBusy.REJECT.", null);
		}
	}

	private static boolean isAsynchronous(Method method) {
		Class<?> type = method.getReturnType();
		return LATE.stream().anyMatch((late) -> late.isAssignableFrom(type))
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null
				|| KotlinDetector.isSuspendingFunction(method);
	}

	/**
	 * Check what a method has returned that declares no more than an object.
	 * @throws IllegalStateException if its work is not done
	 */
	static @Nullable Object checkDone(Method method, @Nullable Object result) {
		boolean late = result instanceof Future<?> future ? !future.isDone()
				: result != null && REACTIVE.get(result.getClass());
		if (late) {
			throw new IllegalStateException("@DistributedLock on " + method + " cannot work: the method returned a "
					+ result.getClass().getName() + ", whose work is not done, and its lock has been released");
		}
		return result;
	}

	/**
	 * What a skipped call returns.
	 */
	static @Nullable Object skipped(Method method) {
		return (method.getReturnType() == Optional.class) ? Optional.empty() : null;
	}

}
