// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockRequest;
import dev.distributedlock.store.Acquisition;

/**
 * Lets the engine look after a lease without keeping it reachable. A lease that nothing
 * else refers to can never be released: its holder forgot it. One with a listener may be
 * held on purpose for as long as the process lives.
 *
 * @param <L> the type of leases
 */
final class LeaseReference<L> extends WeakReference<L> {

	private final LockRequest request;

	private final Acquisition acquisition;

	private final long token;

	private final long heldSince;

	private boolean warned;

	private volatile @Nullable StackTraceElement place;

	/**
	 * The lease if it has work that nothing else may refer to.
	 */
	@SuppressWarnings("unused")
	private volatile @Nullable L reachable;

	LeaseReference(L lease, LockRequest request, Acquisition acquisition, long token, long heldSince) {
		super(lease);
		this.request = request;
		this.acquisition = acquisition;
		this.token = token;
		this.heldSince = heldSince;
	}

	/**
	 * Keep the lease from being forgotten as long as the engine looks after it.
	 */
	void keepReachable(L lease) {
		this.reachable = lease;
	}

	/**
	 * Remember where a lease was acquired that is bound to no scope.
	 */
	void acquiredAt(@Nullable StackTraceElement place) {
		this.place = place;
	}

	/**
	 * Describe the lease for logs, without its keys, which may be personal data.
	 */
	String describe() {
		StackTraceElement place = this.place;
		return LockText.withoutKeys(this.request, this.acquisition.locks(), this.token)
				+ ((place != null) ? ", acquired at " + place : "");
	}

	/**
	 * Describe the lease for logs at the level DEBUG.
	 */
	String describeWithKeys() {
		return LockText.withKeys(this.request, this.acquisition.locks(), this.token);
	}

	/**
	 * Whether the lease has been held for longer than a time. True once; not for two
	 * threads at the same time.
	 */
	boolean isFirstHeldLongerThan(Duration limit, long now) {
		boolean first = !this.warned && now - this.heldSince > limit.toNanos();
		this.warned |= first;
		return first;
	}

	/**
	 * Not that of the object, so that leases are looked through in the same order when a
	 * run is repeated.
	 */
	@Override
	public int hashCode() {
		return Long.hashCode(this.token);
	}

	@Override
	public boolean equals(Object other) {
		return this == other;
	}

}
