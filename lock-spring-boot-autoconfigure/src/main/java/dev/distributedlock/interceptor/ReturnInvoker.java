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

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.LockTemplate;

/**
 * Runs methods on the calling thread, which waits for the lock and for the work.
 *
 * @author The Distributed Lock authors
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
