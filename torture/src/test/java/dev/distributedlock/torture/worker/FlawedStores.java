// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

import org.springframework.dao.DataAccessException;

/**
 * Stores with a flaw each.
 */
final class FlawedStores {

	private FlawedStores() {
	}

	/**
	 * Flawed forms that do not block use the flawed form that does.
	 */
	private abstract static class Flawed extends DelegatingStore {

		Flawed(LockStore store) {
			super(store);
		}

		@Override
		public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime,
				WaitTime waitTime, Executor blocking) {
			return CompletableFuture.supplyAsync(() -> acquire(acquisition, leaseTime, waitTime), blocking);
		}

		@Override
		public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
			return CompletableFuture.supplyAsync(() -> renew(renewals), blocking);
		}

		@Override
		public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
				Executor blocking) {
			return CompletableFuture.supplyAsync(() -> release(acquisition, minHoldTime), blocking);
		}

		static AcquireResult withToken(AcquireResult result, long token) {
			return (result instanceof AcquireResult.Granted granted)
					? new AcquireResult.Granted(token, granted.remaining()) : result;
		}

	}

	/**
	 * Sends some releases twice, the second a little later.
	 */
	static final class Releasing extends Flawed {

		Releasing(LockStore store) {
			super(store);
		}

		@Override
		public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
			ReleaseOutcome outcome = super.release(acquisition, minHoldTime);
			if (outcome == ReleaseOutcome.NOT_HELD || ThreadLocalRandom.current().nextInt(4) == 0) {
				CompletableFuture.runAsync(() -> acquisition.locks().forEach(this::forceRelease),
						CompletableFuture.delayedExecutor(15, TimeUnit.MILLISECONDS));
			}
			return outcome;
		}

	}

	static final class Reviving extends Flawed {

		private static final String REVIVE = """
				UPDATE distributed_lock SET acquisition_id = ?, owner = ?,
					expires_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + ?
				WHERE lock_id = ?""";

		private final SharedState shared;

		Reviving(LockStore store, SharedState shared) {
			super(store);
			this.shared = shared;
		}

		@Override
		public List<RenewalResult> renew(List<Renewal> renewals) {
			List<RenewalResult> results = new ArrayList<>(super.renew(renewals));
			for (int i = 0; i < results.size(); i++) {
				if (results.get(i).outcome() == RenewalResult.Outcome.LOST) {
					revive(renewals.get(i));
					results.set(i, RenewalResult.renewed(renewals.get(i).leaseTime()));
				}
			}
			return results;
		}

		private void revive(Renewal renewal) {
			try {
				renewal.acquisition()
					.locks()
					.forEach((lock) -> this.shared.jdbc()
						.update(REVIVE, renewal.acquisition().id(), renewal.acquisition().owner(),
								renewal.leaseTime().toNanos() / 1000, lock.value()));
			}
			catch (DataAccessException ex) {
				throw new LockStoreException("Not revived", ex);
			}
		}

	}

	static final class MintingBefore extends Flawed {

		private final SharedState shared;

		MintingBefore(LockStore store, SharedState shared) {
			super(store);
			this.shared = shared;
		}

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			long token = this.shared.counter().incrementAndGet();
			try {
				Thread.sleep(ThreadLocalRandom.current().nextInt(60));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return withToken(super.acquire(acquisition, leaseTime, waitTime), token);
		}

	}

	static final class Forgetting extends Flawed {

		private static final int MANY = 50;

		private final SharedState shared;

		Forgetting(LockStore store, SharedState shared) {
			super(store);
			this.shared = shared;
		}

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			AcquireResult result = super.acquire(acquisition, leaseTime, waitTime);
			return withToken(result, this.shared.counter().updateAndGet((token) -> (token < MANY) ? token + 1 : 1));
		}

	}

	static final class Resending extends Flawed {

		Resending(LockStore store) {
			super(store);
		}

		@Override
		public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
			ReleaseOutcome outcome = super.release(acquisition, minHoldTime);
			if (ThreadLocalRandom.current().nextInt(10) == 0) {
				super.acquire(new Acquisition(UUID.randomUUID(), acquisition.locks(), acquisition.owner()),
						Duration.ofMillis(300), WaitTime.NONE);
			}
			return outcome;
		}

	}

	static final class TakingFailureForBusy extends Flawed {

		TakingFailureForBusy(LockStore store) {
			super(store);
		}

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			try {
				return super.acquire(acquisition, leaseTime, waitTime);
			}
			catch (LockStoreException ex) {
				return new AcquireResult.Busy(null);
			}
		}

	}

	static final class Generous extends Flawed {

		Generous(LockStore store) {
			super(store);
		}

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			AcquireResult result = super.acquire(acquisition, leaseTime, waitTime);
			return (result instanceof AcquireResult.Granted || ThreadLocalRandom.current().nextInt(4) > 0) ? result
					: new AcquireResult.Granted(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()), leaseTime);
		}

	}

	static final class Lasting extends Flawed {

		Lasting(LockStore store) {
			super(store);
		}

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			return super.acquire(acquisition, leaseTime.multipliedBy(8), waitTime);
		}

	}

	static final class LettingGo extends Flawed {

		LettingGo(LockStore store) {
			super(store);
		}

		@Override
		public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
			return super.release(acquisition, Duration.ZERO);
		}

	}

	static final class Deaf extends Flawed {

		Deaf(LockStore store) {
			super(store);
		}

		@Override
		public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
			return () -> {
			};
		}

	}

	static final class Trusting extends Flawed {

		Trusting(LockStore store) {
			super(store);
		}

		@Override
		public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
			try {
				return super.acquire(acquisition, leaseTime, waitTime);
			}
			catch (UnreplicatedException ex) {
				return ex.outcome(AcquireResult.class);
			}
		}

		@Override
		@SuppressWarnings("unchecked")
		public List<RenewalResult> renew(List<Renewal> renewals) {
			try {
				return super.renew(renewals);
			}
			catch (UnreplicatedException ex) {
				return ex.outcome(List.class);
			}
		}

	}

	static final class Excusing extends Flawed {

		Excusing(LockStore store) {
			super(store);
		}

		@Override
		public List<RenewalResult> renew(List<Renewal> renewals) {
			List<RenewalResult> results = new ArrayList<>(super.renew(renewals));
			for (int i = 0; i < results.size(); i++) {
				if (results.get(i).outcome() == RenewalResult.Outcome.LOST) {
					results.set(i, RenewalResult.renewed(renewals.get(i).leaseTime()));
				}
			}
			return results;
		}

	}

	static final class Notifying extends Flawed {

		private final SharedState shared;

		Notifying(LockStore store, SharedState shared) {
			super(store);
			this.shared = shared;
		}

		@Override
		public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
			if (this.shared.notifications().isNow()) {
				throw new LockStoreException("Too many notifications", null);
			}
			return super.release(acquisition, minHoldTime);
		}

	}

}
