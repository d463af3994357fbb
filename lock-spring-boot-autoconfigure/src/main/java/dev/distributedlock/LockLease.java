// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A lock that has been granted, for as long as it lasts. A lease belongs to its
 * acquisition, not to a thread: any thread may use and release it. Thread-safe.
 *
 * @since 0.1.0
 */
public interface LockLease extends AutoCloseable {

	/**
	 * Return the name that was locked.
	 * @return the name
	 */
	String name();

	/**
	 * Return the keys that were locked, in canonical order; empty if the name alone was.
	 * @return the keys as text
	 */
	List<String> keys();

	/**
	 * Return the fencing token of this grant: greater than that of every earlier grant of
	 * the same locks, so that a resource can refuse a holder that is too late.
	 * @return the token, positive and of at most 53 bits
	 */
	long fencingToken();

	/**
	 * Return whether the lease is held, as far as can be known without asking the store:
	 * never true after it may have expired. Needs no I/O.
	 * @return whether the lease is held
	 */
	boolean isHeld();

	/**
	 * Ask the store whether the lease is held.
	 * @return whether the store has this lease as the holder
	 * @throws LockStoreException if the store cannot tell
	 */
	boolean verify();

	/**
	 * Return how long the lease lasts without another renewal, less a safety margin.
	 * Needs no I/O.
	 * @return the remaining time, zero if the lease is not held
	 */
	Duration remaining();

	/**
	 * Make the lease last at least so long from now, though never beyond the maximum hold
	 * time. Renewals never shorten it again.
	 * @param duration the time from now
	 * @throws LockLostException if the lease is not held any more
	 * @throws LockStoreException if the store failed, or its answer is unknown
	 */
	void extend(Duration duration);

	/**
	 * Call back once if the lease is lost: at once if it already is, and never after a
	 * release. Callbacks run on threads of their own; a slow one delays nobody.
	 * @param callback what to call
	 */
	void onLost(Consumer<LockLease> callback);

	/**
	 * Make the transaction of the current thread depend on this lease: it does not commit
	 * if the lease is lost, and a release takes effect when it has completed. Done
	 * already for read-write transactions that begin under {@link LockTemplate} or
	 * {@link DistributedLock @DistributedLock}, and for those that these are used in.
	 * @throws IllegalStateException if there is no transaction or it has completed, or if
	 * the lease has been released
	 * @throws UnsupportedOperationException if the registry knows of no transactions
	 */
	void guardCurrentTransaction();

	/**
	 * Release the locks. Only the first call has an effect; a release after the loss of
	 * the lease leaves a new holder alone. Never throws: what the store could not be told
	 * is logged, and ends with the lease time.
	 */
	void release();

	/**
	 * Same as {@link #release()}.
	 */
	@Override
	default void close() {
		release();
	}

}
