// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import dev.distributedlock.LockContext;
import dev.distributedlock.engine.AsyncScope;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Runs methods whose work is done when their publisher has ended. Everything happens
 * anew, and not before, each time somebody subscribes.
 */
final class PublisherInvoker implements LockedInvoker {

	private static final boolean TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.reactive.TransactionSynchronizationManager",
			PublisherInvoker.class.getClassLoader());

	private final LockedCalls calls;

	PublisherInvoker(LockedCalls calls) {
		this.calls = calls;
	}

	@Override
	public Object invoke(LockOperation operation, MethodInvocation invocation) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(operation.returns().resolve());
		Assert.state(adapter != null, () -> operation.method() + " does not return a publisher");
		Flux<Object> work = Flux
			.deferContextual((context) -> subscribed(operation, LockedCalls.later(invocation), adapter, context));
		return adapter.fromPublisher(adapter.isMultiValue() ? work : work.singleOrEmpty());
	}

	private Publisher<Object> subscribed(LockOperation operation, MethodInvocation invocation, ReactiveAdapter adapter,
			ContextView context) {
		try {
			if (!this.calls.isLocked(operation, invocation)) {
				return proceed(operation, invocation, adapter);
			}
			if (this.calls.isStopped(operation)) {
				return Flux.empty();
			}
			AsyncScope scope = this.calls.scope(operation, invocation,
					context.<@Nullable LockContext>getOrDefault(LockContext.class, null));
			Flux<Object> work = new LockedPublisher(scope, operation.skip(),
					() -> proceed(operation, invocation, adapter))
				.flux();
			return (TRANSACTIONS && !scope.isReentrant()) ? ReactiveTransactions.outside(operation.method(), work)
					: work;
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

	private static Publisher<Object> proceed(LockOperation operation, MethodInvocation invocation,
			ReactiveAdapter adapter) throws Throwable {
		Object result = LockedCalls.proceed(invocation);
		Assert.state(result != null, () -> operation.method() + " has returned null instead of a publisher");
		Publisher<Object> work = adapter.toPublisher(result);
		return operation.open() ? Flux.from(work).doOnNext((value) -> ReturnTypes.checkDone(operation, value)) : work;
	}

}
