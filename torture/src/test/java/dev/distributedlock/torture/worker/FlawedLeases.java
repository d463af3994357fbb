// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockCallback;
import dev.distributedlock.LockException;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockResult;
import dev.distributedlock.LockTemplate;

/**
 * Leases and templates with a flaw each.
 */
final class FlawedLeases {

	private FlawedLeases() {
	}

	/**
	 * Does what another lease does.
	 */
	private abstract static class Delegating implements LockLease {

		private final LockLease lease;

		Delegating(LockLease lease) {
			this.lease = lease;
		}

		@Override
		public String name() {
			return this.lease.name();
		}

		@Override
		public List<String> keys() {
			return this.lease.keys();
		}

		@Override
		public long fencingToken() {
			return this.lease.fencingToken();
		}

		@Override
		public boolean isHeld() {
			return this.lease.isHeld();
		}

		@Override
		public boolean verify() {
			return this.lease.verify();
		}

		@Override
		public Duration remaining() {
			return this.lease.remaining();
		}

		@Override
		public void extend(Duration duration) {
			this.lease.extend(duration);
		}

		@Override
		public void onLost(Consumer<LockLease> callback) {
			this.lease.onLost(callback);
		}

		@Override
		public void guardCurrentTransaction() {
			this.lease.guardCurrentTransaction();
		}

		@Override
		public void release() {
			this.lease.release();
		}

	}

	static final class Cached extends Delegating {

		private final boolean held;

		Cached(LockLease lease) {
			super(lease);
			this.held = lease.isHeld();
		}

		@Override
		public boolean isHeld() {
			return this.held;
		}

	}

	/**
	 * By the time of the store, at which tokens begin.
	 */
	static final class StoreClocked extends Delegating {

		private final long endMillis;

		StoreClocked(LockLease lease) {
			super(lease);
			this.endMillis = lease.fencingToken() / 1000 + lease.remaining().toMillis();
		}

		@Override
		public boolean isHeld() {
			return System.currentTimeMillis() < this.endMillis;
		}

	}

	/**
	 * By a wall clock that is set back by an hour every other second.
	 */
	static final class WallClocked extends Delegating {

		private final long endMillis;

		WallClocked(LockLease lease) {
			super(lease);
			this.endMillis = wallMillis() + lease.remaining().toMillis();
		}

		@Override
		public boolean isHeld() {
			return wallMillis() < this.endMillis;
		}

		private static long wallMillis() {
			boolean setBack = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()) % 2 == 0;
			return System.currentTimeMillis() - (setBack ? TimeUnit.HOURS.toMillis(1) : 0);
		}

	}

	/**
	 * A lease that nobody has granted.
	 */
	private static final class Imagined implements LockLease {

		private final LockRequest request;

		Imagined(LockRequest request) {
			this.request = request;
		}

		@Override
		public String name() {
			return this.request.name();
		}

		@Override
		public List<String> keys() {
			return this.request.keys();
		}

		@Override
		public long fencingToken() {
			return 1;
		}

		@Override
		public boolean isHeld() {
			return false;
		}

		@Override
		public boolean verify() {
			return false;
		}

		@Override
		public Duration remaining() {
			return Duration.ZERO;
		}

		@Override
		public void extend(Duration duration) {
		}

		@Override
		public void onLost(Consumer<LockLease> callback) {
		}

		@Override
		public void guardCurrentTransaction() {
		}

		@Override
		public void release() {
		}

	}

	static final class Proceeding implements LockTemplate {

		private final LockTemplate template;

		Proceeding(LockTemplate template) {
			this.template = template;
		}

		@Override
		public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LockCallback<T, E> work)
				throws E {
			try {
				return this.template.execute(request, work);
			}
			catch (LockLostException ex) {
				throw ex;
			}
			catch (LockException ex) {
				return work.run(new Imagined(request));
			}
		}

		@Override
		public <T extends @Nullable Object, E extends Throwable> LockResult<T> tryExecute(LockRequest request,
				LockCallback<T, E> work) throws E {
			return LockResult.executed(execute(request, work));
		}

	}

	static final class Swallowing implements LockTemplate {

		private final LockTemplate template;

		Swallowing(LockTemplate template) {
			this.template = template;
		}

		@Override
		public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LockCallback<T, E> work)
				throws E {
			return tryExecute(request, work).value();
		}

		@Override
		public <T extends @Nullable Object, E extends Throwable> LockResult<T> tryExecute(LockRequest request,
				LockCallback<T, E> work) throws E {
			try {
				return LockResult.executed(this.template.execute(request, work));
			}
			catch (LockLostException ex) {
				return LockResult.executed(null);
			}
		}

	}

	static final class Impatient implements LockTemplate {

		private final LockTemplate template;

		Impatient(LockTemplate template) {
			this.template = template;
		}

		@Override
		public <T extends @Nullable Object, E extends Throwable> T execute(LockRequest request, LockCallback<T, E> work)
				throws E {
			return this.template.execute(request.waitTime(Duration.ZERO), work);
		}

		@Override
		public <T extends @Nullable Object, E extends Throwable> LockResult<T> tryExecute(LockRequest request,
				LockCallback<T, E> work) throws E {
			return this.template.tryExecute(request.waitTime(Duration.ZERO), work);
		}

	}

}
