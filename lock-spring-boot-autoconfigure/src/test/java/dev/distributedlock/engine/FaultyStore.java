// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RequestNotSentException;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.local.LocalLockStore;

/**
 * A store behind a network that fails: requests get lost, or their answers do, or take
 * their time.
 */
class FaultyStore implements LockStore {

	enum Fault {

		NONE, NOT_SENT, REQUEST_LOST, REPLY_LOST

	}

	enum Push {

		NONE, LOST, DELIVERED, FAILING, BROKEN

	}

	private final LockStore store;

	private final List<String> calls = new ArrayList<>();

	private Fault fault = Fault.NONE;

	private int faults;

	private Duration storeTime = Duration.ZERO;

	private boolean holdersHidden;

	private Push push = Push.NONE;

	private Runnable beforeReply = () -> {
	};

	FaultyStore(VirtualTime time) {
		this.store = new LocalLockStore(() -> time.instant().plus(this.storeTime));
	}

	/**
	 * Let the next requests meet a fault.
	 */
	void fail(Fault fault, int times) {
		this.fault = fault;
		this.faults = times;
	}

	void heal() {
		this.faults = 0;
	}

	void beforeReply(Runnable action) {
		this.beforeReply = action;
	}

	/**
	 * Answer a busy lock without its holder, as some databases do.
	 */
	void hideHolders() {
		this.holdersHidden = true;
	}

	/**
	 * Wake up waiters, or only seem to.
	 */
	void push(Push push) {
		this.push = push;
	}

	/**
	 * The operations that have been asked for.
	 */
	List<String> calls() {
		return this.calls;
	}

	private <T> T call(String operation, Supplier<T> request) {
		this.calls.add(operation);
		Fault fault = (this.faults-- > 0) ? this.fault : Fault.NONE;
		if (fault == Fault.NOT_SENT) {
			throw new RequestNotSentException("not sent", null);
		}
		if (fault == Fault.REQUEST_LOST) {
			throw new LockStoreException("request lost", null);
		}
		T reply = request.get();
		this.beforeReply.run();
		if (fault == Fault.REPLY_LOST) {
			throw new LockStoreException("reply lost", null);
		}
		return reply;
	}

	/**
	 * Let time pass for the store alone, as if the machine of the holder were suspended.
	 */
	void suspendHolder(Duration duration) {
		this.storeTime = this.storeTime.plus(duration);
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		AcquireResult result = call("acquire", () -> this.store.acquire(acquisition, leaseTime, waitTime));
		return (this.holdersHidden && result instanceof AcquireResult.Busy) ? new AcquireResult.Busy(null) : result;
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		return call("renew " + renewals.size(), () -> this.store.renew(renewals));
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return call("release", () -> this.store.release(acquisition, minHoldTime));
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		return this.store.find(locks);
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return this.store.list(after, limit);
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return this.store.forceRelease(lock);
	}

	@Override
	public void removeUnused(Duration retention) {
		call("removeUnused", () -> {
			this.store.removeUnused(retention);
			return true;
		});
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return switch (this.push) {
			case NONE -> Subscription.NONE;
			case LOST -> () -> {
			};
			case DELIVERED -> this.store.subscribe(locks, listener);
			case FAILING -> throw new IllegalStateException("no subscriptions");
			case BROKEN -> () -> {
				throw new NoClassDefFoundError("driver");
			};
		};
	}

}
