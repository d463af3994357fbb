// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.LockTemplate;

/**
 * Runs methods on the calling thread, which waits for the lock and for the work.
 */
final class ReturnInvoker implements LockedInvoker {

	private final LockedCalls calls;

	ReturnInvoker(LockedCalls calls) {
		this.calls = calls;
	}

	@Override
	public @Nullable Object invoke(LockOperation operation, MethodInvocation invocation) throws Throwable {
		if (!this.calls.isLocked(operation, invocation)) {
			return invocation.proceed();
		}
		if (this.calls.isStopped(operation)) {
			return SkippedCalls.result(operation);
		}
		LockRequest request = this.calls.request(operation, invocation);
		LockTemplate template = this.calls.template(operation);
		if (!operation.skip()) {
			return template.<@Nullable Object, Throwable>execute(request, (lease) -> proceed(operation, invocation));
		}
		LockResult<@Nullable Object> result = template.tryExecute(request, (lease) -> proceed(operation, invocation));
		return result.executed() ? result.value() : SkippedCalls.result(operation);
	}

	private static @Nullable Object proceed(LockOperation operation, MethodInvocation invocation) throws Throwable {
		Object result = MethodFailureAdvisor.proceed(invocation, MethodInvocation::proceed);
		ReturnTypes.checkDone(operation,
				(operation.completion() == Completion.AWAITED && result instanceof Future<?> future) ? await(future)
						: result);
		return result;
	}

	private static @Nullable Object await(Future<?> future) throws Throwable {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

}
