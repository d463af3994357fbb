// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import org.jspecify.annotations.Nullable;

/**
 * Runs work under a distributed lock, as {@link DistributedLock @DistributedLock} does
 * for methods. Thread-safe.
 * <p>
 * While the work runs, its lease is bound to the thread, where {@link LockContextHolder}
 * gives it. Work that asks for a lock which its own call chain already holds re-enters:
 * same lease, same token, no round trip.
 * <p>
 * If the lease is lost, the thread is interrupted (see {@link OnLost}), and work that
 * returns normally ends with {@link LockLostException} all the same; its own exception
 * carries the loss as suppressed. A failing release never replaces a result or an
 * exception.
 * <p>
 * The lock is released when the work returns. Work that returns something that is not
 * done by then (a future, a publisher, a stream) ends with {@link IllegalStateException}:
 * for such work use {@link LockRegistry#tryAcquireAsync}, or a method with
 * {@link DistributedLock @DistributedLock}.
 *
 * @since 0.1.0
 */
public interface LockTemplate {

	/**
	 * Run the work under the lock.
	 * @param <T> the type of the result
	 * @param <E> what the work throws
	 * @param request what to lock and how
	 * @param work the work
	 * @return what the work returned
	 * @throws E what the work threw
	 * @throws LockNotAcquiredException if the lock stayed busy
	 * @throws LockLostException if the lease was lost before the work returned
	 * @throws LockStoreException if the store failed, or its answer is unknown
	 */
	<T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LockCallback<T, E> work) throws E;

	/**
	 * Run work without a result under the lock.
	 * @param <E> what the work throws
	 * @param request what to lock and how
	 * @param work the work
	 * @throws E what the work threw
	 * @throws LockNotAcquiredException if the lock stayed busy
	 * @throws LockLostException if the lease was lost before the work returned
	 * @throws LockStoreException if the store failed, or its answer is unknown
	 */
	default <E extends Throwable> void executeWithoutResult(LockRequest request, LockAction<E> work) throws E {
		this.<@Nullable Object, E>execute(request, (lease) -> {
			work.run(lease);
			return null;
		});
	}

	/**
	 * Run the work under the lock, unless the lock stays busy.
	 * @param <T> the type of the result
	 * @param <E> what the work throws
	 * @param request what to lock and how
	 * @param work the work
	 * @return what the work returned, or that the lock was busy
	 * @throws E what the work threw
	 * @throws LockLostException if the lease was lost before the work returned
	 * @throws LockStoreException if the store failed, or its answer is unknown
	 */
	<T extends @Nullable Object, E extends Throwable> LockResult<T> tryExecute(LockRequest request,
			LockCallback<T, E> work) throws E;

}
