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

import java.util.Objects;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Runs an annotated method under its lock.
 *
 * @author The Distributed Lock authors
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
