// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Grants {@linkplain LockLease leases} of distributed locks. Thread-safe.
 * <p>
 * A lease obtained here is the caller's to release, from any thread. It binds nothing to
 * the calling thread and is never re-entered; for work within one call chain prefer
 * {@link LockTemplate} or {@link DistributedLock @DistributedLock}.
 *
 * @since 0.1.0
 */
public interface LockRegistry {

	/**
	 * Acquire the lock, waiting for no longer than the request's wait time.
	 * @param request what to lock and how
	 * @return the lease, or empty if the lock stayed busy
	 * @throws LockStoreException if the store failed, or its answer is unknown
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockRegistryClosedException if the registry has been closed
	 * @throws IllegalArgumentException if the request contradicts itself
	 */
	Optional<LockLease> tryAcquire(LockRequest request);

	/**
	 * Acquire the lock, waiting for no longer than the request's wait time.
	 * @param request what to lock and how
	 * @return the lease
	 * @throws LockNotAcquiredException if the lock stayed busy
	 * @throws LockStoreException if the store failed, or its answer is unknown
	 * @throws LockInterruptedException if the thread was interrupted
	 * @throws LockRegistryClosedException if the registry has been closed
	 * @throws IllegalArgumentException if the request contradicts itself
	 */
	LockLease acquire(LockRequest request);

	/**
	 * Acquire the lock without blocking the calling thread. Cancelling the future ends
	 * the wait; a lease granted too late is given back.
	 * @param request what to lock and how
	 * @return a future with the lease, or empty if the lock stayed busy; it fails with
	 * the exceptions of {@link #tryAcquire(LockRequest)}
	 * @throws IllegalArgumentException if the request contradicts itself
	 */
	CompletableFuture<Optional<LockLease>> tryAcquireAsync(LockRequest request);

}
