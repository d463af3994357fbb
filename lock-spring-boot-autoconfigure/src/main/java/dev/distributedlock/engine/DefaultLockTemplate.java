// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockCallback;
import dev.distributedlock.LockContext;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.LockSettings;
import dev.distributedlock.LockTemplate;

/**
 * The {@link LockTemplate} over a {@link DefaultLockRegistry}.
 *
 * @since 0.1.0
 */
public final class DefaultLockTemplate implements LockTemplate, AsyncLockScopes {

	private final DefaultLockRegistry registry;

	/**
	 * Create a new template.
	 * @param registry grants the leases
	 */
	public DefaultLockTemplate(DefaultLockRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Return the settings that a request ends up with, after those of the configuration.
	 * @param request the request
	 * @return the settings
	 * @throws IllegalArgumentException if they contradict each other
	 */
	public LockSettings settingsOf(LockRequest request) {
		return this.registry.settingsOf(request);
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LockCallback<T, E> work)
			throws E {
		this.registry.work().begin();
		try {
			LockScope scope = reenter(request);
			if (scope == null) {
				PendingAcquisition pending = this.registry.pending(request);
				Lease lease = this.registry.acquireLease(pending);
				if (lease == null) {
					throw this.registry.busy(pending);
				}
				scope = LockScope.open(lease);
			}
			return run(scope, work);
		}
		finally {
			this.registry.work().end();
		}
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> LockResult<T> tryExecute(LockRequest request,
			LockCallback<T, E> work) throws E {
		this.registry.work().begin();
		try {
			LockScope scope = reenter(request);
			if (scope == null) {
				Lease lease = this.registry.acquireLease(this.registry.pending(request));
				if (lease == null) {
					return LockResult.busy();
				}
				scope = LockScope.open(lease);
			}
			return LockResult.executed(run(scope, work));
		}
		finally {
			this.registry.work().end();
		}
	}

	private @Nullable LockScope reenter(LockRequest request) {
		return LockScope.reenter(this.registry.keeper(), request, () -> this.registry.termsOf(request).minHoldTime());
	}

	private static <T extends @Nullable Object, E extends Throwable> T run(LockScope scope, LockCallback<T, E> work)
			throws E {
		T result;
		try {
			result = work.run(scope.lease());
		}
		catch (Throwable ex) {
			LockScope.addLoss(ex, scope.close());
			throw ex;
		}
		LockLostException loss = scope.close();
		if (loss != null) {
			throw loss;
		}
		if (scope.lease().isReleased()) {
			// Otherwise the work has re-entered the lock, and keeps it.
			LateWork.refuse(scope.lease().name(), result);
		}
		return result;
	}

	@Override
	public AsyncScope scope(LockRequest request) {
		return new AsyncScope(this.registry, request, LockScope.current(),
				LockScope.find(this.registry.keeper(), request));
	}

	@Override
	public AsyncScope scope(LockRequest request, LockContext parent) {
		return new AsyncScope(this.registry, request, parent, LockScope.find(parent, this.registry.keeper(), request));
	}

}
