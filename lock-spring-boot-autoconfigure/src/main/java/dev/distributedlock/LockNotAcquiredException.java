// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The lock was busy, and stayed so for the wait time.
 *
 * @since 0.1.0
 */
public class LockNotAcquiredException extends LockException {

	private final transient LockRequest request;

	private final transient Supplier<@Nullable LockHolder> holder;

	/**
	 * Create a new exception.
	 * @param request what was asked for
	 * @param waited how long the caller was ready to wait
	 * @param holder tells who holds the lock; may ask the store when it is called
	 */
	public LockNotAcquiredException(LockRequest request, Duration waited, Supplier<@Nullable LockHolder> holder) {
		super("Lock " + request + " is busy"
				+ (waited.isZero() ? "" : " and stayed so for " + waited.toMillis() + "ms"), null);
		this.request = request;
		this.holder = holder;
	}

	/**
	 * Return what was asked for.
	 * @return the request
	 */
	public LockRequest getRequest() {
		return this.request;
	}

	/**
	 * Return who holds the lock and since when, where that is known. Kept out of the
	 * message, which may reach strangers. On some databases this asks the store.
	 * @return the holder, or empty
	 */
	public Optional<LockHolder> getHolder() {
		return (this.holder != null) ? Optional.ofNullable(this.holder.get()) : Optional.empty();
	}

}
