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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.engine.AsyncScope;

import org.springframework.util.Assert;

/**
 * Runs methods whose work is done when their {@link CompletionStage} is. The call returns
 * at once; whatever goes wrong, the future that it returns tells. None of them is
 * scheduled.
 *
 * @author The Distributed Lock authors
 */
final class StageInvoker implements LockedInvoker {

	private final LockedCalls calls;

	StageInvoker(LockedCalls calls) {
		this.calls = calls;
	}

	@Override
	public @Nullable Object invoke(LockOperation operation, MethodInvocation invocation) {
		try {
			if (!this.calls.isLocked(operation, invocation)) {
				return invocation.proceed();
			}
			AsyncScope scope = this.calls.scope(operation, invocation, null);
			MethodInvocation later = LockedCalls.later(invocation);
			return new LockedStage(scope, operation, () -> stage(operation, LockedCalls.proceed(later))).start();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static CompletionStage<?> stage(LockOperation operation, @Nullable Object result) {
		Assert.state(result != null, () -> operation.method() + " has returned null instead of a CompletionStage");
		return (CompletionStage<?>) result;
	}

}
