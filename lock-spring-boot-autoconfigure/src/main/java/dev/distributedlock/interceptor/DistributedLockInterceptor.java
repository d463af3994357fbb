// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.Objects;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Runs an annotated method under its lock.
 */
final class DistributedLockInterceptor implements MethodInterceptor {

	private final LockOperationSource operations;

	private final LockedCalls calls;

	private final LockedInvoker returns;

	private final LockedInvoker stages;

	DistributedLockInterceptor(LockOperationSource operations, LockedCalls calls) {
		this.operations = operations;
		this.calls = calls;
		this.returns = new ReturnInvoker(calls);
		this.stages = new StageInvoker(calls);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Class<?> targetClass = Objects.requireNonNull(invocation.getThis()).getClass();
		LockOperation operation = this.operations.get(invocation.getMethod(), targetClass);
		LockedInvoker invoker = switch (operation.completion()) {
			case RETURN, AWAITED -> this.returns;
			case STAGE -> this.stages;
			case PUBLISHER -> new PublisherInvoker(this.calls);
		};
		return invoker.invoke(operation, invocation);
	}

}
