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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;

import org.springframework.util.Assert;

/**
 * A grant as its holder sees it. It ends by a release or by a loss, whichever comes
 * first; what the store is told and asked goes through {@link LeaseKeeper}.
 * <p>
 * The deadline never lies behind what the store would say: it is counted from before the
 * request was sent, less a margin for clocks that run at different speeds.
 *
 * @author The Distributed Lock authors
 */
final class Lease implements LockLease {

	private enum State {

		HELD, LOST, RELEASED

	}

	private static final Duration LONGEST_EXTENSION = Duration.ofDays(3650);

	private final LockRequest request;

	private final LeaseTerms terms;

	private final Acquisition acquisition;

	private final long token;

	private final long acquiredAt;

	private final LeaseKeeper keeper;

	private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

	private final AtomicLong deadline;

	private final List<Consumer<LockLease>> callbacks = new CopyOnWriteArrayList<>();

	private volatile Duration minHoldTime;

	private volatile long renewAt;

	private volatile boolean renewing;

	private volatile @Nullable String lossReason;

	private volatile Runnable interrupt = () -> {
	};

	Lease(LockRequest request, LeaseTerms terms, Acquisition acquisition, long token, long sentAt, Duration remaining,
			LeaseKeeper keeper) {
		this.request = request;
		this.terms = terms;
		this.acquisition = acquisition;
		this.token = token;
		this.acquiredAt = sentAt;
		this.keeper = keeper;
		this.minHoldTime = terms.minHoldTime();
		this.deadline = new AtomicLong(sentAt + usable(remaining));
		this.renewAt = sentAt + renewalInterval();
	}

	/**
	 * What can be relied on of a time that the store gave: a percent less, and at least
	 * 10 ms (a tenth of a very short time), for clocks that run at different speeds.
	 */
	private static long usable(Duration remaining) {
		long nanos = remaining.toNanos();
		return nanos - Math.max(nanos / 100, Math.min(nanos / 10, 10_000_000));
	}

	private long renewalInterval() {
		return this.terms.leaseTime().toNanos() / 3;
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
		return this.token;
	}

	@Override
	public boolean isHeld() {
		return this.state.get() == State.HELD && !isExpired();
	}

	@Override
	public boolean verify() {
		return isHeld() && this.keeper.verify(this);
	}

	@Override
	public Duration remaining() {
		return isHeld() ? this.keeper.time().until(this.deadline.get()) : Duration.ZERO;
	}

	@Override
	public void extend(Duration duration) {
		Assert.isTrue(duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST_EXTENSION) <= 0,
				() -> "A lease can be extended by more than zero and at most " + LONGEST_EXTENSION + ", not by "
						+ duration);
		if (!isHeld() || !this.keeper.extend(this, duration)) {
			throw new LockLostException(this, reason());
		}
	}

	@Override
	public void onLost(Consumer<LockLease> callback) {
		this.callbacks.add(callback);
		if (this.state.get() == State.LOST && this.callbacks.remove(callback)) {
			this.keeper.notify(this, callback);
		}
	}

	/**
	 * Do this before anything else if the lease is lost: it must not wait for callbacks.
	 */
	void interruptWith(Runnable interrupt) {
		this.interrupt = interrupt;
		if (this.state.get() == State.LOST) {
			this.keeper.interrupt(interrupt);
		}
	}

	@Override
	public void release() {
		end();
	}

	/**
	 * Release the locks, if that has not been done.
	 * @return what became of it, null if it had been done before
	 */
	@Nullable ReleaseOutcome end() {
		State previous = this.state.getAndSet(State.RELEASED);
		if (previous == State.RELEASED) {
			return null;
		}
		this.callbacks.clear();
		ReleaseOutcome outcome = this.keeper.release(this);
		if (previous == State.HELD && outcome == ReleaseOutcome.NOT_HELD && !isExpired()) {
			this.lossReason = "the store had it no more when it was released";
			this.keeper.lost(this, this.lossReason);
		}
		return outcome;
	}

	/**
	 * Count the lease as lost, unless it has ended before. Callbacks are handed over, not
	 * run.
	 */
	void lose(String reason) {
		if (this.state.get() != State.HELD) {
			return;
		}
		this.lossReason = reason;
		if (this.state.compareAndSet(State.HELD, State.LOST)) {
			this.keeper.interrupt(this.interrupt);
			this.keeper.lost(this, reason);
			for (Consumer<LockLease> callback : this.callbacks) {
				if (this.callbacks.remove(callback)) {
					this.keeper.notify(this, callback);
				}
			}
		}
	}

	String reason() {
		String reason = this.lossReason;
		return (reason != null) ? reason : isReleased() ? "it has been released" : endOfTime();
	}

	private String endOfTime() {
		Duration maxHoldTime = this.terms.maxHoldTime();
		if (maxHoldTime != null && this.deadline.get() - this.acquiredAt > usable(maxHoldTime) - 1_000_000) {
			return "its maximum hold time is over";
		}
		return this.terms.renew() ? "it was not renewed in time"
				: "its lease time is over, and it was not to be renewed";
	}

	boolean isReleased() {
		return this.state.get() == State.RELEASED;
	}

	/**
	 * Whether the lease ended before anybody released it.
	 */
	boolean isLost() {
		State state = this.state.get();
		return state == State.LOST || (state == State.HELD && isExpired());
	}

	boolean isExpired() {
		return this.keeper.time().isPast(this.deadline.get());
	}

	void renewed(long sentAt, Duration remaining) {
		long renewed = sentAt + usable(remaining);
		this.deadline.updateAndGet((current) -> (renewed - current > 0) ? renewed : current);
		this.renewAt = sentAt + renewalInterval();
	}

	boolean covers(LockRequest other) {
		return name().equals(other.name()) && (keys().equals(other.keys()) || !other.keys().isEmpty())
				&& keys().containsAll(other.keys());
	}

	boolean overlaps(LockRequest other) {
		return name().equals(other.name())
				&& (keys().equals(other.keys()) || keys().stream().anyMatch(other.keys()::contains));
	}

	void raiseMinHoldTime(Duration other) {
		if (other.compareTo(this.minHoldTime) > 0) {
			this.minHoldTime = other;
		}
	}

	/**
	 * The next renewal: it also covers a minimum hold time that was raised after the
	 * grant.
	 */
	Renewal toRenewal() {
		Duration heldFor = Duration.ofNanos(this.keeper.time().nanoTime() - this.acquiredAt);
		Duration minimum = this.minHoldTime.minus(heldFor);
		Duration leaseTime = this.terms.leaseTime();
		return toRenewal((minimum.compareTo(leaseTime) > 0) ? minimum : leaseTime);
	}

	Renewal toRenewal(Duration leaseTime) {
		return new Renewal(this.acquisition, leaseTime, this.terms.maxHoldTime());
	}

	boolean isRenewable() {
		return this.terms.renew() && !this.renewing;
	}

	void renewing(boolean renewing) {
		this.renewing = renewing;
	}

	void retryRenewalAt(long nanoTime) {
		this.renewAt = nanoTime;
	}

	long renewAt() {
		return this.renewAt;
	}

	long deadline() {
		return this.deadline.get();
	}

	Acquisition acquisition() {
		return this.acquisition;
	}

	Duration minHoldTime() {
		return this.minHoldTime;
	}

	LeaseTerms terms() {
		return this.terms;
	}

	@Override
	public String toString() {
		return "Lease of " + this.request + " with token " + this.token;
	}

}
