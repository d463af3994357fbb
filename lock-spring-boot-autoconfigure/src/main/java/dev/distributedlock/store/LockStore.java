// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;

/**
 * Keeps locks where all replicas see them. A store decides who holds a lock, by its own
 * clock and atomically; waiting, renewing and everything else that is policy is not its
 * business. Thread-safe.
 * <p>
 * Every operation throws {@link LockStoreException}, within a bounded time, if the store
 * failed or its answer is unknown. Where a store is sure that a request was never sent,
 * it throws {@link RequestNotSentException}, and the engine undoes nothing.
 * {@code lock-spring-boot-test} has the tests that an implementation must pass.
 *
 * @since 0.1.0
 */
public interface LockStore {

	/**
	 * Grant the locks of an acquisition, all or none, in one round trip.
	 * <p>
	 * The token is minted by the same atomic step: the larger of the largest previous
	 * token of the locks plus one and the store's clock in microseconds. A repeated
	 * request of an acquisition that holds its locks finds its own grant, lengthened to
	 * the lease time from now. A request of an acquisition that is over, or has lost some
	 * of its locks, is busy, for as long as the store remembers it: at least until
	 * another acquisition is granted one of the locks.
	 * @param acquisition what is locked, and for whom
	 * @param leaseTime how long the grant lasts unless it is renewed
	 * @param waitTime how long the caller has been and will be waiting. A store that can
	 * wake it up remembers for that time that somebody waits who has subscribed here
	 * @return the grant, or that a lock is busy
	 */
	AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime);

	/**
	 * Let grants last longer, in one round trip for all of them. A renewal never shortens
	 * a grant and never revives one that is over.
	 * @param renewals what to renew, at most some thousand
	 * @return a result for each, in the same order
	 */
	List<RenewalResult> renew(List<Renewal> renewals);

	/**
	 * Give the locks of an acquisition back. Until the minimum hold time is over, they
	 * stay taken with nobody holding them.
	 * @param acquisition whose locks
	 * @param minHoldTime how long after the grant they stay taken at least
	 * @return {@link ReleaseOutcome#RELEASED} or {@link ReleaseOutcome#NOT_HELD}
	 */
	ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime);

	/**
	 * Look whether an acquisition holds all of its locks. Changes nothing.
	 * @param acquisition whose locks
	 * @return whether it holds them
	 */
	default boolean isHeld(Acquisition acquisition) {
		return find(acquisition.locks()).stream()
			.filter((found) -> found.acquisitionId().equals(acquisition.id()) && found.holder().owner() != null)
			.count() == acquisition.locks().size();
	}

	/**
	 * Look at locks.
	 * @param locks which locks
	 * @return those that are taken
	 */
	List<LockRecord> find(Collection<LockId> locks);

	/**
	 * List the locks that are taken, in ascending order.
	 * @param after where to go on: only locks after this one; null for the beginning
	 * @param limit how many at most
	 * @return the locks
	 */
	List<LockRecord> list(@Nullable LockId after, int limit);

	/**
	 * Free a lock, whoever holds it. Its token rises, so that the old holder is refused
	 * wherever the new token has been seen.
	 * @param lock which lock
	 * @return whether the lock was taken
	 */
	boolean forceRelease(LockId lock);

	/**
	 * Remove what the store keeps of locks that have been free for the retention time,
	 * without delaying anybody who acquires. Stores that forget by themselves do nothing.
	 * @param retention how long locks have to be free; longer than any request can be on
	 * its way, or tokens could fall
	 */
	default void removeUnused(Duration retention) {
	}

	/**
	 * Call back when one of the locks may have become free, and whenever the store begins
	 * to hear of that, since it may have missed something before. A hint: calls may be
	 * missing, late or needless.
	 * <p>
	 * Does not block, and is cheap: a store that has to listen somewhere begins when a
	 * waiting caller is refused.
	 * @param locks which locks
	 * @param listener what to call; must not block
	 * @return the subscription
	 */
	default Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return Subscription.NONE;
	}

	/**
	 * Non-blocking form of {@link #acquire}.
	 * @param acquisition what is locked, and for whom
	 * @param leaseTime how long the grant lasts unless it is renewed
	 * @param waitTime how long the caller has been and will be waiting
	 * @param blocking runs what has to block
	 * @return the grant, or that a lock is busy
	 */
	default CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime, Executor blocking) {
		return CompletableFuture.supplyAsync(() -> acquire(acquisition, leaseTime, waitTime), blocking);
	}

	/**
	 * Non-blocking form of {@link #renew}.
	 * @param renewals what to renew, at most some thousand
	 * @param blocking runs what has to block
	 * @return a result for each, in the same order
	 */
	default CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		return CompletableFuture.supplyAsync(() -> renew(renewals), blocking);
	}

	/**
	 * Non-blocking form of {@link #release}.
	 * @param acquisition whose locks
	 * @param minHoldTime how long after the grant they stay taken at least
	 * @param blocking runs what has to block
	 * @return {@link ReleaseOutcome#RELEASED} or {@link ReleaseOutcome#NOT_HELD}
	 */
	default CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return CompletableFuture.supplyAsync(() -> release(acquisition, minHoldTime), blocking);
	}

	/**
	 * A subscription that can be ended.
	 */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {

		/**
		 * That of a store that can only be polled.
		 */
		Subscription NONE = new Subscription() {

			@Override
			public boolean isLive() {
				return false;
			}

			@Override
			public void close() {
			}

		};

		/**
		 * Return whether calls are to be expected at present.
		 * @return false if the store has to be polled
		 */
		default boolean isLive() {
			return true;
		}

		@Override
		void close();

	}

}
