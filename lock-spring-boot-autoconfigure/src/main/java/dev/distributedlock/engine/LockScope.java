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

import java.util.concurrent.locks.ReentrantLock;

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

	private final DefaultLockRegistry registry;

	private final Lease lease;

	private final @Nullable LockContext parent;

	private final ReentrantLock latch = new ReentrantLock();

	private @Nullable Thread body;

	private boolean interrupted;

	private LockScope(DefaultLockRegistry registry, Lease lease, @Nullable LockContext parent) {
		this.registry = registry;
		this.lease = lease;
		this.parent = parent;
		this.body = Thread.currentThread();
	}

	static LockScope open(DefaultLockRegistry registry, Lease lease) {
		LockScope scope = new LockScope(registry, lease, LockContextHolder.getContext());
		LockContextHolder.setContext(scope);
		if (lease.terms().onLost() == OnLost.INTERRUPT) {
			lease.interruptWith(scope::interruptBody);
		}
		return scope;
	}

	/**
	 * Find the lease that the call chain already holds for a request.
	 * @return the lease, or null if it holds none
	 * @throws IllegalStateException if it holds some of the locks, but not all
	 */
	static @Nullable Lease find(DefaultLockRegistry registry, LockRequest request) {
		for (LockContext context = LockContextHolder.getContext(); context != null; context = context.parent()) {
			if (context instanceof LockScope scope && scope.registry == registry && !scope.lease.isReleased()) {
				if (scope.lease.covers(request)) {
					return scope.lease;
				}
				if (scope.lease.overlaps(request)) {
					throw new IllegalStateException("This call chain holds a part of the locks of " + request
							+ " and would wait for itself: lock all of the keys where it holds the first of them");
				}
			}
		}
		return null;
	}

	private void interruptBody() {
		this.latch.lock();
		try {
			if (this.body != null) {
				this.interrupted = true;
				this.body.interrupt();
			}
		}
		finally {
			this.latch.unlock();
		}
	}

	private void endBody() {
		this.latch.lock();
		try {
			this.body = null;
			if (this.interrupted) {
				Thread.interrupted();
			}
		}
		finally {
			this.latch.unlock();
		}
	}

	/**
	 * End the scope and release the lease.
	 * @return the loss of the lease while the scope was open, or null
	 */
	@Nullable LockLostException close() {
		endBody();
		LockContextHolder.setContext(this.parent);
		boolean lost = this.lease.isLost();
		if (lost) {
			this.lease.lose(this.lease.reason());
		}
		ReleaseOutcome outcome = this.lease.end();
		lost |= outcome == ReleaseOutcome.NOT_HELD && !this.lease.isExpired();
		return lost ? new LockLostException(this.lease, this.lease.reason()) : null;
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
