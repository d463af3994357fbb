// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.Objects;

import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockRegistryClosedException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.engine.AsyncScope;
import dev.distributedlock.engine.AsyncLockScopes;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * What calls of annotated methods have in common, whatever they return: whether to lock,
 * what, and with which registry.
 */
final class LockedCalls {

	private static final Log logger = LogFactory.getLog(LockedCalls.class);

	private final LockExpressions expressions;

	private final LockTemplates templates;

	private volatile boolean scheduledWorkStopped;

	LockedCalls(LockExpressions expressions, LockTemplates templates) {
		this.expressions = expressions;
		this.templates = templates;
	}

	/**
	 * Take no more locks for scheduled methods.
	 */
	void stopScheduledWork() {
		this.scheduledWorkStopped = true;
	}

	boolean isLocked(LockOperation operation, MethodInvocation invocation) {
		return this.expressions.isLocked(operation, target(invocation), invocation.getArguments());
	}

	/**
	 * Tell whether to skip a call because the application is shutting down.
	 * @throws LockRegistryClosedException if so, and its method is not to be skipped
	 */
	boolean isStopped(LockOperation operation) {
		if (!operation.scheduled() || !this.scheduledWorkStopped) {
			return false;
		}
		String message = "Not run, because the application is shutting down: " + operation.method();
		if (!operation.skip()) {
			throw new LockRegistryClosedException(message, null);
		}
		logger.info(message);
		return true;
	}

	LockRequest request(LockOperation operation, MethodInvocation invocation) {
		return this.expressions.request(operation, target(invocation), invocation.getArguments());
	}

	LockTemplate template(LockOperation operation) {
		return this.templates.get(operation.registry());
	}

	/**
	 * Return a scope for a call whose work goes on after it has returned.
	 * @param parent the level around the call, null to look for it on this thread
	 */
	AsyncScope scope(LockOperation operation, MethodInvocation invocation, @Nullable LockContext parent) {
		AsyncLockScopes scopes = this.templates.getAsynchronous(operation.registry());
		LockRequest request = request(operation, invocation);
		return (parent != null) ? scopes.scope(request, parent) : scopes.scope(request);
	}

	/**
	 * Return a copy of a call, to go on with later, perhaps on another thread, or more
	 * than once.
	 */
	static MethodInvocation later(MethodInvocation invocation) {
		return ((ProxyMethodInvocation) invocation).invocableClone();
	}

	/**
	 * Go on with such a copy. Advice of aspects wants to know which call it is about.
	 */
	static @Nullable Object proceed(MethodInvocation later) throws Throwable {
		return MethodFailureAdvisor.proceed(later, ExposeInvocationInterceptor.INSTANCE);
	}

	private static Object target(MethodInvocation invocation) {
		return Objects.requireNonNull(invocation.getThis());
	}

}
