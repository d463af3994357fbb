// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.util.Collection;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore.Subscription;

/**
 * How those who wait for a lock learn of its release.
 */
interface WakeUp extends AutoCloseable {

	/**
	 * That of a database which can only be polled.
	 */
	WakeUp NONE = new WakeUp() {
	};

	default Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return Subscription.NONE;
	}

	/**
	 * Whether releases are heard of at present.
	 */
	default boolean isLive() {
		return false;
	}

	/**
	 * A caller has been refused, and goes on waiting.
	 */
	default void refused(Acquisition acquisition) {
	}

	@Override
	default void close() {
	}

}
