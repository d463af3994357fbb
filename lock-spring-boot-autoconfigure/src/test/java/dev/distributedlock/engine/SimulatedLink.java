// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
import dev.distributedlock.store.WaitTime;

/**
 * The store as one replica sees it: requests and answers take their time, get lost, or
 * arrive again when nobody expects them any more.
 */
final class SimulatedLink implements LockStore {

	/**
	 * What happens to one request.
	 */
	record Fault(Kind kind, Duration delay) {

		static final Fault NONE = new Fault(Kind.SLOW_REPLY, Duration.ZERO);

		enum Kind {

			REQUEST_LOST, REPLY_LOST, SLOW_REQUEST, SLOW_REPLY, GIVEN_UP_BUT_ARRIVES_LATER, ARRIVES_AGAIN, BLOCKED

		}

	}

	private final Simulation simulation;

	private final SimulatedTime time;

	private final StoreOracle store;

	private final LeaseHistories histories;

	private final Queue<Fault> faults = new ArrayDeque<>();

	private final Set<Simulation.@Nullable Chain> unanswered = new HashSet<>();

	private final boolean polled;

	private long lastTrouble = Long.MIN_VALUE / 2;

	private boolean reordered;

	private int subscriptions;

	SimulatedLink(Simulation simulation, SimulatedTime time, StoreOracle store, LeaseHistories histories,
			boolean polled) {
		this.simulation = simulation;
		this.time = time;
		this.store = store;
		this.histories = histories;
		this.polled = polled;
	}

	void fail(Fault fault, int times) {
		for (int i = 0; i < times; i++) {
			this.faults.add(fault);
		}
	}

	void heal() {
		this.faults.clear();
	}

	void trouble() {
		trouble(Duration.ZERO);
	}

	private void trouble(Duration duration) {
		this.lastTrouble = Math.max(this.lastTrouble, this.simulation.now() + duration.toNanos());
	}

	/**
	 * Whether nothing has been wrong with this replica and its link for so long.
	 */
	boolean isHealthySince(long since) {
		return this.lastTrouble < since;
	}

	/**
	 * Whether the last attempt of a chain to acquire a lock has failed.
	 */
	boolean isUnanswered(Simulation.Chain chain) {
		return this.unanswered.contains(chain);
	}

	/**
	 * Whether a request may have arrived after its sender had given it up.
	 */
	boolean isReordered() {
		return this.reordered;
	}

	boolean isSubscribed() {
		return this.subscriptions > 0;
	}

	private Fault nextFault() {
		Fault fault = this.faults.poll();
		if (fault == null) {
			return Fault.NONE;
		}
		trouble(fault.delay());
		return fault;
	}

	/**
	 * Send a request. Without delay it is answered at once, as it is outside of chains.
	 */
	private <T> CompletableFuture<T> send(Supplier<T> request, @Nullable T blocked) {
		Fault fault = nextFault();
		CompletableFuture<T> reply = new CompletableFuture<>();
		int restarts = this.store.restarts();
		switch (fault.kind()) {
			case REQUEST_LOST -> after(fault, () -> fail(reply));
			case REPLY_LOST -> {
				arrive(request);
				after(fault, () -> fail(reply));
			}
			case SLOW_REQUEST -> this.simulation.after(fault.delay().toNanos(), () -> {
				T result = (restarts == this.store.restarts()) ? arrive(request) : null;
				this.time.whenAwake(() -> answer(reply, result));
			});
			case SLOW_REPLY -> {
				T result = arrive(request);
				after(fault, () -> answer(reply, (restarts == this.store.restarts()) ? result : null));
			}
			case GIVEN_UP_BUT_ARRIVES_LATER -> {
				this.reordered = true;
				this.simulation.after(fault.delay().toNanos(), () -> arrive(request));
				fail(reply);
			}
			case ARRIVES_AGAIN -> {
				this.reordered = true;
				answer(reply, arrive(request));
				this.simulation.after(fault.delay().toNanos(), () -> arrive(request));
			}
			case BLOCKED -> answer(reply, (blocked != null) ? blocked : arrive(request));
		}
		return reply;
	}

	private static <T> @Nullable T arrive(Supplier<T> request) {
		try {
			return request.get();
		}
		catch (LockStoreException ex) {
			return null;
		}
	}

	private void after(Fault fault, Runnable task) {
		if (fault.delay().isZero()) {
			task.run();
		}
		else {
			this.simulation.after(fault.delay().toNanos(), () -> this.time.whenAwake(task));
		}
	}

	private <T> void answer(CompletableFuture<T> reply, @Nullable T result) {
		if (result != null) {
			reply.complete(result);
		}
		else {
			fail(reply);
		}
	}

	private void fail(CompletableFuture<?> reply) {
		trouble();
		reply.completeExceptionally(new LockStoreException("no answer", null));
	}

	/**
	 * Block the current chain until there is an answer. Tasks do not block: for them, an
	 * answer that takes its time is lost.
	 */
	private <T> T call(Supplier<T> request, @Nullable T blocked) {
		CompletableFuture<T> reply = send(request, blocked);
		if (this.simulation.current() != null && !reply.isDone()) {
			this.simulation.pause(Duration.ofHours(1).toNanos(), false, reply::isDone);
			trouble();
		}
		try {
			this.reordered |= !reply.isDone();
			return reply.isDone() ? reply.join() : lost();
		}
		catch (CompletionException ex) {
			return lost();
		}
	}

	private static <T> T lost() {
		throw new LockStoreException("no answer", null);
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		long sentAt = this.time.local();
		Simulation.Chain chain = this.simulation.current();
		this.unanswered.add(chain);
		AcquireResult result = call(() -> this.store.acquire(acquisition, leaseTime, waitTime),
				new AcquireResult.Busy(null));
		this.unanswered.remove(chain);
		told(acquisition, sentAt, result);
		return result;
	}

	@Override
	public CompletableFuture<AcquireResult> acquireAsync(Acquisition acquisition, Duration leaseTime, WaitTime waitTime,
			Executor blocking) {
		long sentAt = this.time.local();
		return send(() -> this.store.acquire(acquisition, leaseTime, waitTime), new AcquireResult.Busy(null))
			.thenApply((result) -> {
				told(acquisition, sentAt, result);
				return result;
			});
	}

	private void told(Acquisition acquisition, long sentAt, AcquireResult result) {
		if (result instanceof AcquireResult.Granted granted) {
			this.histories.of(acquisition).promised(sentAt, granted.remaining());
		}
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		long sentAt = this.time.local();
		return told(renewals, sentAt, call(() -> this.store.renew(renewals), blocked(renewals)));
	}

	@Override
	public CompletableFuture<List<RenewalResult>> renewAsync(List<Renewal> renewals, Executor blocking) {
		long sentAt = this.time.local();
		return send(() -> this.store.renew(renewals), blocked(renewals))
			.thenApply((results) -> told(renewals, sentAt, results));
	}

	private static List<RenewalResult> blocked(List<Renewal> renewals) {
		return renewals.stream().map((renewal) -> RenewalResult.BLOCKED).toList();
	}

	private List<RenewalResult> told(List<Renewal> renewals, long sentAt, List<RenewalResult> results) {
		for (int i = 0; i < renewals.size(); i++) {
			LeaseHistory history = this.histories.of(renewals.get(i).acquisition());
			switch (results.get(i).outcome()) {
				case RENEWED -> history.promised(sentAt, results.get(i).remaining());
				case LOST -> history.toldLost();
				case BLOCKED -> trouble();
			}
		}
		return results;
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		ReleaseOutcome outcome = call(() -> this.store.release(acquisition, minHoldTime), null);
		told(acquisition, outcome);
		return outcome;
	}

	@Override
	public CompletableFuture<ReleaseOutcome> releaseAsync(Acquisition acquisition, Duration minHoldTime,
			Executor blocking) {
		return send(() -> this.store.release(acquisition, minHoldTime), null).thenApply((outcome) -> {
			told(acquisition, outcome);
			return outcome;
		});
	}

	private void told(Acquisition acquisition, ReleaseOutcome outcome) {
		if (outcome == ReleaseOutcome.NOT_HELD) {
			this.histories.of(acquisition).toldLost();
		}
	}

	@Override
	public boolean isHeld(Acquisition acquisition) {
		boolean held = call(() -> this.store.isHeld(acquisition), null);
		if (held) {
			this.histories.of(acquisition).confirmed();
		}
		else {
			this.histories.of(acquisition).toldLost();
		}
		return held;
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
		this.store.removeUnused(retention);
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		if (this.polled) {
			return Subscription.NONE;
		}
		Subscription subscription = this.store.subscribe(locks, () -> this.time.runAfter(0, listener));
		this.subscriptions++;
		return () -> {
			this.subscriptions--;
			subscription.close();
		};
	}

}
