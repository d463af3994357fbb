// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

/**
 * Replicas over one store, as a schedule finds them.
 */
final class World {

	/**
	 * What the replicas are made of.
	 *
	 * @param stores makes the store
	 * @param threads changes the time and the threads of the engine
	 * @param lyingGuard whether transactions are told that their locks are held in any
	 * case
	 */
	record Parts(Function<InstantSource, LockStore> stores, UnaryOperator<EngineThreads> threads, boolean lyingGuard) {

		static final Parts SOUND = new Parts(LocalLockStore::new, UnaryOperator.identity(), false);

	}

	static final List<LockRequest> REQUESTS = List.of(LockRequest.of("job", "a"), LockRequest.of("job", "b"),
			LockRequest.of("job").keys(List.of("a", "b")), LockRequest.of("other"));

	private static final Duration LONG = Duration.ofMinutes(10);

	/**
	 * Replicas of the chains.
	 */
	private static final int[] REPLICAS = { 0, 0, 1, 2 };

	static final int CHAINS = REPLICAS.length;

	private final Simulation simulation;

	private final LeaseHistories histories = new LeaseHistories();

	private final StoreOracle store;

	private final List<Replica> replicas = new ArrayList<>();

	private final List<CallChain> chains = new ArrayList<>();

	private final Schedule schedule;

	World(Schedule schedule, Parts parts, Executor threads) {
		this.schedule = schedule;
		this.simulation = new Simulation(threads);
		this.store = new StoreOracle(this.simulation, this.histories, parts.stores());
		Random random = new Random(schedule.seed());
		for (int i = 0; i <= REPLICAS[CHAINS - 1]; i++) {
			this.replicas.add(replica(random, parts));
		}
		for (int i = 0; i < CHAINS; i++) {
			this.chains.add(new CallChain(this, this.simulation, this.replicas.get(REPLICAS[i]),
					new SimulatedTransaction(this.simulation, this.store, this.histories, parts.lyingGuard()),
					schedule.stepsOf(i)));
		}
	}

	private Replica replica(Random random, Parts parts) {
		SimulatedTime time = new SimulatedTime(this.simulation, random.nextInt(18_001) - 9000, random);
		SimulatedLink link = new SimulatedLink(this.simulation, time, this.store, this.histories, random.nextBoolean());
		return new Replica(this.simulation, this.store, this.histories, time, link, new Transactions(),
				parts.threads());
	}

	CallChain chain(int index) {
		return this.chains.get(index);
	}

	Replica replica(int index) {
		return this.replicas.get(index % this.replicas.size());
	}

	StoreOracle store() {
		return this.store;
	}

	/**
	 * Take all steps, and look whether everything is fine at the end.
	 * @return what went wrong, or null
	 */
	@Nullable Throwable run() {
		for (Schedule.Step step : this.schedule.stepsOf(Schedule.NOBODY)) {
			this.simulation.after(step.at().toNanos(), () -> step.action().accept(this));
		}
		this.simulation.afterEachStep(() -> this.replicas.forEach(Replica::check));
		Throwable failure = this.simulation.run(this::conclude);
		if (failure == null) {
			this.replicas.forEach((replica) -> replica.registry().close());
		}
		return failure;
	}

	/**
	 * What differs between runs that are not the same.
	 */
	String fingerprint() {
		return this.simulation.now() + "ns, " + this.store.tokens() + this.histories.all();
	}

	private void conclude() {
		sleep(this.schedule.duration());
		this.simulation.pause(LONG.toNanos(), false, () -> this.chains.stream().allMatch(CallChain::isEnded));
		check(this.chains.stream().allMatch(CallChain::isEnded), "a call chain is stuck");
		this.simulation.pause(LONG.toNanos(), false,
				() -> this.replicas.stream().noneMatch((replica) -> replica.time().isFrozen()));
		this.replicas.forEach((replica) -> replica.link().heal());
		this.replicas.forEach(Replica::release);
		this.simulation.pause(LONG.toNanos(), false, () -> this.replicas.stream()
			.allMatch((replica) -> replica.link().isHealthySince(this.simulation.now())));
		sleep(Duration.ofSeconds(3));
		checkNothingIsLeft();
		sleep(LONG);
		this.replicas.forEach(Replica::checkStopped);
		this.replicas.forEach(this::acquireEverything);
		sleep(LONG);
		this.replicas.forEach(Replica::checkEnded);
	}

	private void sleep(Duration duration) {
		this.simulation.pause(duration.toNanos(), false, () -> false);
	}

	/**
	 * What the store has belongs to nobody, unless a request has arrived after its sender
	 * had given it up.
	 */
	private void checkNothingIsLeft() {
		if (this.replicas.stream().anyMatch((replica) -> replica.link().isReordered())) {
			return;
		}
		for (LeaseHistory history : this.histories.all()) {
			check(history.lease() != null || history.isDisturbed() || !this.store.holds(history.acquisition()),
					"an orphan is left");
		}
	}

	private void acquireEverything(Replica replica) {
		replica.registry().start();
		for (LockRequest request : REQUESTS) {
			LockLease lease = replica.registry().tryAcquire(request).orElse(null);
			List<LockRecord> taken = this.store.list(null, 100);
			check(lease != null, "cannot be acquired any more: " + request + ", " + taken);
			lease.release();
		}
	}

	private void check(boolean condition, String message) {
		if (!condition) {
			throw this.simulation.fail(message);
		}
	}

	/**
	 * The transaction of the chain that runs.
	 */
	private final class Transactions implements LockTransactions {

		private SimulatedTransaction current() {
			return World.this.chains.stream()
				.filter((chain) -> chain.is(World.this.simulation.current()))
				.findFirst()
				.orElseThrow()
				.transaction();
		}

		@Override
		public boolean isActive() {
			return current().isActive();
		}

		@Override
		public void acquiring(LockRequest request) {
		}

		@Override
		public boolean enlist(Participant participant) {
			return current().enlist(participant);
		}

	}

}
