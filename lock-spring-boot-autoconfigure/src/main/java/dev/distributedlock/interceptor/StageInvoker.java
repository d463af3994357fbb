// SPDX-License-Identifier: Apache-2.0

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
