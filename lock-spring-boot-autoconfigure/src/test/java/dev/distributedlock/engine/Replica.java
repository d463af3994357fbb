// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockSettings;

/**
 * One of several processes, and what has to be true of it whenever something has
 * happened.
 */
final class Replica {

	private static final long SOON = Duration.ofSeconds(1).toNanos();

	private static final Duration RETENTION = Duration.ofMinutes(4);

	private final Simulation simulation;

	private final StoreOracle store;

	private final LeaseHistories histories;

	private final SimulatedTime time;

	private final SimulatedLink link;

	private final DefaultLockRegistry registry;

	private final DefaultLockTemplate template;

	private final List<LeaseHistory> leases = new ArrayList<>();

	private final List<CompletableFuture<Optional<LockLease>>> futures = new ArrayList<>();

	private int stopped;

	private int stops;

	private int running;

	private long stoppedAt = Long.MAX_VALUE;

	private boolean wallClockSet;

	private boolean suspended;

	Replica(Simulation simulation, StoreOracle store, LeaseHistories histories, SimulatedTime time, SimulatedLink link,
			LockTransactions transactions, UnaryOperator<EngineThreads> threads) {
		this.simulation = simulation;
		this.store = store;
		this.histories = histories;
		this.time = time;
		this.link = link;
		this.registry = new DefaultLockRegistry(link,
				new LockRegistryOptions("", "replica", LockSettings.NONE, Map.of(), RETENTION, 1), this::lost,
				transactions, threads.apply(time.threads(Runnable::run, Runnable::run)));
		this.template = new DefaultLockTemplate(this.registry);
	}

	SimulatedTime time() {
		return this.time;
	}

	SimulatedLink link() {
		return this.link;
	}

	DefaultLockRegistry registry() {
		return this.registry;
	}

	DefaultLockTemplate template() {
		return this.template;
	}

	/**
	 * The lease that an action means: actions do not know how many there are.
	 */
	@Nullable LeaseHistory lease(int index) {
		return this.leases.isEmpty() ? null : this.leases.get(index % this.leases.size());
	}

	boolean knows(LockLease lease) {
		return this.leases.stream().anyMatch((history) -> history.lease() == lease);
	}

	LeaseHistory add(LockLease granted) {
		Lease lease = (Lease) granted;
		LeaseHistory history = this.histories.of(lease.acquisition());
		if (history.lease() == null) {
			history.granted(lease);
			this.leases.add(history);
		}
		return history;
	}

	void acquireAsync(LockRequest request) {
		CompletableFuture<Optional<LockLease>> future = this.registry.tryAcquireAsync(request);
		this.futures.add(future);
		future.whenComplete((lease, ex) -> {
			if (lease != null) {
				lease.ifPresent(this::add);
			}
		});
	}

	void cancel(int index) {
		if (!this.futures.isEmpty()) {
			this.futures.get(index % this.futures.size()).cancel(true);
		}
	}

	void start() {
		this.stoppedAt = Long.MAX_VALUE;
		this.registry.start();
	}

	void workBegun() {
		this.running++;
	}

	void workEnded() {
		this.running--;
	}

	boolean isStoppedFor(Duration duration) {
		return !this.registry.isRunning() && this.simulation.now() - duration.toNanos() > this.stoppedAt;
	}

	void stop() {
		this.stopped++;
		this.stoppedAt = Math.min(this.stoppedAt, this.simulation.now());
		this.registry.stop(() -> {
			this.stops++;
			check(this.running == 0, null, "stopped while work is running");
		});
		check(this.futures.stream().allMatch(CompletableFuture::isDone), null, "waits on although it was stopped");
	}

	/**
	 * Set the wall clock, which must not be set back if it is to notice a suspension.
	 */
	void setWallClock(Duration step) {
		if (!this.suspended || !step.isNegative()) {
			this.wallClockSet = true;
			this.time.setWallClock(step);
		}
	}

	void freeze(Duration duration, boolean suspend) {
		boolean suspending = suspend && !this.wallClockSet;
		this.suspended |= suspending;
		this.link.trouble();
		this.simulation.after(duration.toNanos(), this.link::trouble);
		this.time.freeze(duration, suspending);
	}

	boolean isDoubtful() {
		return this.wallClockSet || this.suspended;
	}

	private void lost(LockLostEvent event) {
		boolean known = knows(event.lease());
		LeaseHistory history = add(event.lease());
		check(known, history, "lost, although nobody has been given it");
		checkEnd(history);
		history.event();
		check(history.events() == 1, history, "lost twice");
		check(!history.isReleased() || event.reason().contains("when it was released"), history,
				"lost after it was released");
		if (history.lease().terms().renew() && history.lease().terms().maxHoldTime() == null) {
			long recently = this.simulation.now() - 2 * history.lease().terms().leaseTime().toNanos()
					- Duration.ofSeconds(1).toNanos();
			check(history.isDisturbed() || !this.link.isHealthySince(recently), history,
					"lost for no reason: " + event.reason());
		}
	}

	/**
	 * Check all leases, unless nobody could look at them now.
	 */
	void check() {
		if (!this.time.isFrozen()) {
			this.leases.forEach(this::check);
		}
	}

	private void check(LeaseHistory history) {
		Lease lease = history.lease();
		boolean held = lease.isHeld();
		if (held) {
			checkHeld(history, lease);
		}
		boolean ended = lease.isReleased() || history.isReleased();
		long doubtSince = history.doubt(!held && !ended && !lease.isLost(), this.simulation.now());
		check(doubtSince < 0 || isDoubtful(), history, "in doubt for no reason");
		check(doubtSince < 0 || this.simulation.now() - doubtSince < SOON
				|| !this.link.isHealthySince(this.simulation.now() - SOON), history, "in doubt for long");
		if (!held && !ended) {
			checkEnd(history);
		}
		if (!ended && history.events() == 0) {
			check(!history.isToldLost(), history, "nobody was told that the store had lost it");
			check(this.time.local() < history.latestEnd() + SOON || !this.link.isHealthySince(this.simulation.now()),
					history, "nobody was told that its time was over");
		}
		if (history.isReleased() && !history.isLeftToItsEnd() && !history.isDisturbed() && !this.link.isReordered()) {
			check(!this.store.holds(history.acquisition()) || this.time.local() >= history.earliestEnd()
					|| !this.link.isHealthySince(this.simulation.now() - 2 * SOON), history,
					"released, but still in the store");
		}
		if (history.isReleased() && history.isLeftToItsEnd() && !history.isDisturbed() && !history.isToldLost()) {
			check(this.suspended || this.store.holds(history.acquisition())
					|| this.time.local() >= history.earliestEnd(), history,
					"released, although a transaction may be committed yet");
		}
		check(history.areCallbacksSound(), history, "callbacks were called too often");
		check(ended || history.events() == 0 || history.isEverybodyCalled(), history, "callbacks were not called");
	}

	/**
	 * What arrives after the loss changes nothing.
	 */
	private void checkEnd(LeaseHistory history) {
		check(isDoubtful() || history.isToldLost() || history.events() > 0
				|| this.time.local() >= history.earliestEnd(), history, "lost too early");
	}

	private void checkHeld(LeaseHistory history, Lease lease) {
		check(!history.isToldLost(), history, "held, although the store has said that it was lost");
		check(history.events() == 0, history, "held, although it was lost");
		check(!history.isReleased(), history, "held, although it was released");
		long remaining = lease.remaining().toNanos();
		check(this.suspended || this.time.local() + remaining < history.latestEnd(), history, "held for too long");
		check(isDoubtful() || this.time.local() + remaining >= history.earliestEnd(), history, "held for too short");
		if (!history.isDisturbed()) {
			long truth = this.store.remaining(history.acquisition());
			check(truth > 0, history, "held, but not in the store");
			check(this.suspended || this.time.global(remaining) <= truth, history, "held for longer than in the store");
		}
	}

	void release() {
		this.futures.forEach((future) -> future.cancel(true));
		for (LeaseHistory history : this.leases) {
			release(history);
		}
	}

	void release(LeaseHistory history) {
		boolean held = history.lease().isHeld();
		long begun = this.simulation.now();
		history.lease().release();
		history.release();
		if (held && history.isReleased() && history.isToldLost() && this.link.isHealthySince(begun)) {
			check(history.events() == 1, history, "nobody was told that it was lost before its release");
		}
		check(!history.lease().isHeld() || !history.isReleased(), history, "held after its release");
	}

	void checkStopped() {
		check(this.stops == this.stopped, null, "stopped " + this.stopped + " times, and told " + this.stops);
	}

	/**
	 * Check that nothing is left of any lease.
	 */
	void checkEnded() {
		check(!this.link.isSubscribed(), null, "a subscription is left");
		check(this.time.pending() == 1, null, this.time.pending() + " timers are left");
		check(this.registry.keeper().kept().isEmpty(), null, "leases are still kept");
	}

	private void check(boolean condition, @Nullable LeaseHistory history, String message) {
		if (!condition) {
			throw this.simulation.fail((history != null) ? history.lease() + ": " + message : message);
		}
	}

}
