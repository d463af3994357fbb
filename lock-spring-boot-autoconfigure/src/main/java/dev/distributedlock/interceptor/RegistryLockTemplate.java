// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.HashSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockCallback;
import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.DefaultLockTemplate;
import dev.distributedlock.engine.LateWork;

import org.springframework.util.Assert;

/**
 * A {@link LockTemplate} over a {@link LockRegistry} of which nothing is known: one of
 * the application's own, or a mock. Does what can be done with leases alone: re-enters,
 * binds them to the thread, and reports a loss when the work ends. Work is not
 * interrupted.
 *
 * @since 0.1.0
 */
public final class RegistryLockTemplate implements LockTemplate {

	private static final Log logger = LogFactory.getLog(RegistryLockTemplate.class);

	private final LockRegistry registry;

	private RegistryLockTemplate(LockRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Return the template of a registry.
	 * @param registry the registry
	 * @return the template, which knows more of a {@link DefaultLockRegistry}
	 */
	public static LockTemplate of(LockRegistry registry) {
		if (registry instanceof DefaultLockRegistry known) {
			return new DefaultLockTemplate(known);
		}
		if (!MockDetector.isMock(registry)) {
			logger.warn("The LockRegistry " + registry.getClass().getName() + " is none of Distributed Lock's own: work"
					+ " under its locks is not interrupted if a lease is lost, and cannot be a future or a publisher");
		}
		return new RegistryLockTemplate(registry);
	}

	/**
	 * Return whether the template, or the registry under it, is a mock.
	 * @param template the template
	 * @return whether it stands in for another one in a test
	 */
	static boolean isMock(LockTemplate template) {
		return MockDetector.isMock((template instanceof RegistryLockTemplate own) ? own.registry : template);
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LockCallback<T, E> work)
			throws E {
		LockLease held = held(request);
		if (held != null) {
			return run(request, held, work);
		}
		LockLease lease = this.registry.acquire(request);
		Assert.state(lease != null,
				() -> "The LockRegistry " + this.registry.getClass().getName() + " returned no lease for lock '"
						+ request.name() + "'. If it is a mock, stub acquire(…), or take"
						+ " distributed-lock.enabled=false instead of it");
		return runAndRelease(request, lease, work);
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> LockResult<T> tryExecute(LockRequest request,
			LockCallback<T, E> work) throws E {
		LockLease held = held(request);
		if (held != null) {
			return LockResult.executed(run(request, held, work));
		}
		LockLease lease = this.registry.tryAcquire(request).orElse(null);
		return (lease != null) ? LockResult.executed(runAndRelease(request, lease, work)) : LockResult.busy();
	}

	private @Nullable LockLease held(LockRequest request) {
		for (LockContext context = LockContextHolder.getContext(); context != null; context = context.parent()) {
			if (context instanceof Level level && level.registry == this.registry && level.covers(request)) {
				return level.lease;
			}
		}
		return null;
	}

	private <T extends @Nullable Object, E extends Throwable> T runAndRelease(LockRequest request, LockLease lease,
			LockCallback<T, E> work) throws E {
		try (lease) {
			T result;
			try {
				result = run(request, lease, work);
			}
			catch (Throwable ex) {
				if (isLost(lease)) {
					ex.addSuppressed(lost(lease));
				}
				throw ex;
			}
			if (isLost(lease)) {
				throw lost(lease);
			}
			return result;
		}
	}

	/**
	 * Mocks hold nothing.
	 */
	private static boolean isLost(LockLease lease) {
		return !lease.isHeld() && !MockDetector.isMock(lease);
	}

	private static LockLostException lost(LockLease lease) {
		return new LockLostException(lease, "it was not held any more when its work ended");
	}

	private <T extends @Nullable Object, E extends Throwable> T run(LockRequest request, LockLease lease,
			LockCallback<T, E> work) throws E {
		LockContext parent = LockContextHolder.getContext();
		LockContextHolder.setContext(new Level(lease, parent, this.registry, request));
		try {
			T result = work.run(lease);
			LateWork.refuse(request.name(), result);
			return result;
		}
		finally {
			LockContextHolder.setContext(parent);
		}
	}

	private record Level(LockLease lease, @Nullable LockContext parent, LockRegistry registry,
			LockRequest request) implements LockContext {

		boolean covers(LockRequest other) {
			return this.request.name().equals(other.name()) && (this.request.keys().isEmpty() == other.keys().isEmpty())
					&& new HashSet<>(this.request.keys()).containsAll(other.keys());
		}

	}

}
