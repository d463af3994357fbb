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
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.LockTemplate;

/**
 * Runs an annotated method under its lock.
 *
 * @author The Distributed Lock authors
 */
final class DistributedLockInterceptor implements MethodInterceptor {

	private static final Log logger = LogFactory.getLog(DistributedLockInterceptor.class);

	private final LockOperationSource operations;

	private final LockExpressions expressions;

	private final LockTemplates templates;

	private volatile boolean scheduledWorkStopped;

	DistributedLockInterceptor(LockOperationSource operations, LockExpressions expressions, LockTemplates templates) {
		this.operations = operations;
		this.expressions = expressions;
		this.templates = templates;
	}

	/**
	 * Take no more locks for scheduled methods.
	 */
	void stopScheduledWork() {
		this.scheduledWorkStopped = true;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = Objects.requireNonNull(invocation.getThis());
		LockOperation operation = this.operations.get(invocation.getMethod(), target.getClass());
		if (!this.expressions.isLocked(operation, target, invocation.getArguments())) {
			return invocation.proceed();
		}
		if (operation.scheduled() && this.scheduledWorkStopped) {
			return stopped(operation);
		}
		LockRequest request = this.expressions.request(operation, target, invocation.getArguments());
		LockTemplate template = this.templates.get(operation.registry());
		if (!operation.skip()) {
			return ReturnTypes.checkDone(operation.method(),
					template.<@Nullable Object, Throwable>execute(request, (lease) -> invocation.proceed()));
		}
		LockResult<@Nullable Object> result = template.tryExecute(request, (lease) -> invocation.proceed());
		return result.executed() ? ReturnTypes.checkDone(operation.method(), result.value())
				: ReturnTypes.skipped(operation.method());
	}

	private static @Nullable Object stopped(LockOperation operation) {
		String message = "Not run, because the application is shutting down: " + operation.method();
		if (!operation.skip()) {
			throw new LockRegistryClosedException(message, null);
		}
		logger.info(message);
		return ReturnTypes.skipped(operation.method());
	}

}
