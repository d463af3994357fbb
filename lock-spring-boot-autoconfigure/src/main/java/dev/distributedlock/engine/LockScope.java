/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.distributedlock.engine;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.OnLost;
import dev.distributedlock.store.ReleaseOutcome;

/**
 * The part of a call chain that runs under one lease, on the thread that opened it. While
 * it is open, the lease is in the {@link LockContextHolder} and its loss interrupts the
 * thread.
 *
 * @author The Distributed Lock authors
 */
final class LockScope implements LockContext {

	private final Lease lease;

	private final @Nullable LockContext parent;

	private final boolean interruptible;

	private LockScope(Lease lease) {
		this.lease = lease;
		this.parent = LockContextHolder.getContext();
		LockContextHolder.setContext(this);
		this.interruptible = lease.terms().onLost() == OnLost.INTERRUPT && lease.interrupt().begin();
	}

	/**
	 * Open a scope with a lease of its own. In a transaction, the lease is kept until
	 * that has completed.
	 */
	static LockScope open(Lease lease) {
		if (lease.keeper().transactions().isActive()) {
			try {
				lease.keepUntilCompletion();
			}
			catch (RuntimeException | Error ex) {
				lease.release();
				throw ex;
			}
		}
		return new LockScope(lease);
	}

	/**
	 * Open a scope with a lease that this thread has. The current transaction may be
	 * another than the one that the lease was taken in.
	 */
	static LockScope reenter(Lease lease) {
		if (lease.keeper().transactions().isActive()) {
			lease.guardCurrentTransaction();
		}
		return new LockScope(lease);
	}

	/**
	 * Find the lease that the call chain already holds for a request.
	 * @return the lease, or null if it holds none
	 * @throws IllegalStateException if it holds some of the locks, but not all
	 */
	static @Nullable Lease find(LeaseKeeper keeper, LockRequest request) {
		for (LockContext context = LockContextHolder.getContext(); context != null; context = context.parent()) {
			if (context instanceof LockScope scope && scope.lease.keeper() == keeper && !scope.lease.isReleased()
					&& scope.lease.isFor(request)) {
				return scope.lease;
			}
		}
		return TransactionLeases.find(keeper, request);
	}

	/**
	 * End the scope.
	 */
	void leave() {
		LockContextHolder.setContext(this.parent);
		if (this.interruptible && this.lease.interrupt().end()) {
			for (LockContext context = this.parent; context != null; context = context.parent()) {
				if (context instanceof LockScope scope) {
					scope.lease.interrupt().repeat();
				}
			}
		}
	}

	/**
	 * End the scope and release its lease.
	 * @return the loss of the lease while the scope was open, or null; null also if the
	 * loss does not matter to the work
	 */
	@Nullable LockLostException close() {
		leave();
		boolean committed = this.lease.holds().isWorkCommitted();
		boolean lost = this.lease.isLost();
		if (lost) {
			this.lease.lose(this.lease.reason());
		}
		ReleaseOutcome outcome = this.lease.releaseOnce();
		lost |= outcome == ReleaseOutcome.NOT_HELD && !this.lease.isExpired();
		return (lost && !committed) ? new LockLostException(this.lease, this.lease.reason()) : null;
	}

	@Override
	public Lease lease() {
		return this.lease;
	}

	@Override
	public @Nullable LockContext parent() {
		return this.parent;
	}

}
