// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * Guards a resource against holders of a lock that come too late: remembers the largest
 * fencing token it has seen for the resource, and refuses a smaller one.
 * <p>
 * A guard lets a write pass only together with that write, in one transaction of the
 * caller. Let the check be the first statement of the transaction: it makes others that
 * check the same resource wait until the transaction has ended, so that what is read
 * after it cannot be changed by a holder that came before.
 * <p>
 * A resource is always guarded under the same lock. Tokens of different locks have
 * nothing to do with each other.
 *
 * @since 0.1.0
 * @see LockLease#fencingToken()
 */
@FunctionalInterface
public interface FencingGuard {

	/**
	 * Let the current transaction write to a resource if no larger token has been seen,
	 * and remember the token when it commits.
	 * @param resource what is written to, compared exactly; must not be blank
	 * @param fencingToken the token of the lease under which it is written
	 * @throws StaleFencingTokenException if a larger token has been seen: the lock was
	 * lost, and a later holder has written. The transaction cannot be committed any more
	 * @throws IllegalStateException if there is no transaction, or a read-only one
	 */
	void check(String resource, long fencingToken);

	/**
	 * Let the current transaction write to a resource under a lease.
	 * @param resource what is written to, compared exactly; must not be blank
	 * @param lease the lease under which it is written
	 * @throws StaleFencingTokenException if a larger token has been seen
	 * @throws IllegalStateException if there is no transaction, or a read-only one
	 */
	default void check(String resource, LockLease lease) {
		check(resource, lease.fencingToken());
	}

	/**
	 * Let the current transaction write to a resource under the innermost lease of the
	 * call chain.
	 * @param resource what is written to, compared exactly; must not be blank
	 * @throws StaleFencingTokenException if a larger token has been seen
	 * @throws IllegalStateException if the call chain holds no lock, or there is no
	 * transaction, or a read-only one
	 * @see LockContextHolder#requireLease()
	 */
	default void check(String resource) {
		check(resource, LockContextHolder.requireLease());
	}

}
