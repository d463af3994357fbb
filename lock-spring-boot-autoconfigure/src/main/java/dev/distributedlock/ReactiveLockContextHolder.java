// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import reactor.core.publisher.Mono;

/**
 * Knows the locks that a reactive call chain runs under. What
 * {@link DistributedLock @DistributedLock} methods return has them in its Reactor
 * context, on whichever thread it runs; {@link LockContextHolder} knows them only until
 * such a method has returned and been subscribed to. Needs Reactor.
 *
 * @since 0.1.0
 */
public final class ReactiveLockContextHolder {

	private ReactiveLockContextHolder() {
	}

	/**
	 * Return the context of the call chain that subscribes.
	 * @return the innermost level, or empty if the chain runs under no lock
	 */
	public static Mono<LockContext> getContext() {
		return Mono.deferContextual((context) -> Mono.justOrEmpty(context.<LockContext>getOrEmpty(LockContext.class)));
	}

	/**
	 * Return the innermost lease of the call chain that subscribes.
	 * @return the lease; fails with {@link IllegalStateException} if the chain runs under
	 * no lock
	 */
	public static Mono<LockLease> requireLease() {
		return getContext().map(LockContext::lease).switchIfEmpty(Mono.error(LockContextHolder::noLease));
	}

}
