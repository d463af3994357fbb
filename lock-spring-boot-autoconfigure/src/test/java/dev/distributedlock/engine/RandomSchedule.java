// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import dev.distributedlock.LockRequest;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.LockTransactions.Outcome;
import dev.distributedlock.engine.SimulatedLink.Fault;
import dev.distributedlock.engine.SimulatedTransaction.Guard;
import dev.distributedlock.store.LockId;

/**
 * Makes up schedules.
 */
final class RandomSchedule {

	private static final int[] LEASE_MILLIS = { 100, 1000, 1000, 3000, 3000, 10_000, 10_000 };

	private static final int ACTIONS = 18;

	private static final int DISTURBANCES = 16;

	private final Random random;

	private final List<Schedule.Step> steps = new ArrayList<>();

	private long millis;

	/**
	 * What happens more often than everything else.
	 */
	private final int favouriteAction;

	private final int favouriteDisturbance;

	private RandomSchedule(long seed) {
		this.random = new Random(seed);
		this.favouriteAction = this.random.nextInt(ACTIONS);
		this.favouriteDisturbance = this.random.nextInt(DISTURBANCES);
	}

	static Schedule of(long seed) {
		RandomSchedule random = new RandomSchedule(seed);
		int length = 5 + random.random.nextInt(35);
		for (int i = 0; i < length; i++) {
			random.next();
		}
		random.steps.sort(Comparator.comparing(Schedule.Step::at));
		return new Schedule(seed, List.copyOf(random.steps));
	}

	private void next() {
		this.millis += chance(30) ? 0 : (long) Math.pow(10, this.random.nextDouble() * 4);
		if (chance(30)) {
			disturb();
		}
		else {
			act(this.random.nextInt(World.CHAINS));
		}
	}

	private void act(int chain) {
		int lease = this.random.nextInt(10);
		switch (chance(30) ? this.favouriteAction : this.random.nextInt(ACTIONS)) {
			case 0, 1 -> acquire(chain);
			case 2 -> acquireLater(chain);
			case 3, 4, 5 -> work(chain);
			case 6 -> endWork(chain);
			case 7, 8 -> step(chain, "release " + lease, (world) -> world.chain(chain).release(lease));
			case 9 -> extend(chain, lease);
			case 10 -> step(chain, "verify " + lease, (world) -> world.chain(chain).verify(lease));
			case 11 -> step(chain, "listen to " + lease, (world) -> world.chain(chain).listen(lease));
			case 12 -> ignoreInterrupts(chain);
			case 13, 14 -> begin(chain, lease);
			case 15 -> guard(chain, lease);
			case 16 -> commit(chain);
			default -> step(chain, "roll back", (world) -> world.chain(chain).rollBack());
		}
	}

	private void acquire(int chain) {
		LockRequest request = request();
		step(chain, "acquire " + describe(request), (world) -> world.chain(chain).acquire(request));
	}

	private void acquireLater(int chain) {
		LockRequest request = request();
		step(chain, "acquire later " + describe(request), (world) -> world.chain(chain).acquireAsync(request));
	}

	private void work(int chain) {
		LockRequest request = request();
		step(chain, "begin work under " + describe(request), (world) -> world.chain(chain).execute(request));
		later(() -> endWork(chain));
	}

	private void endWork(int chain) {
		boolean failing = chance(20);
		step(chain, failing ? "work fails" : "end work", (world) -> world.chain(chain).endScope(failing));
	}

	private void extend(int chain, int lease) {
		Duration duration = upTo(60_000);
		step(chain, "extend " + lease + " by " + duration, (world) -> world.chain(chain).extend(lease, duration));
	}

	private void ignoreInterrupts(int chain) {
		boolean ignore = chance(80);
		step(chain, ignore ? "ignore interrupts" : "heed interrupts",
				(world) -> world.chain(chain).ignoreInterrupts(ignore));
	}

	private void begin(int chain, int lease) {
		step(chain, "begin a transaction", (world) -> world.chain(chain).begin());
		if (chance(50)) {
			guard(chain, lease);
		}
		later(() -> commit(chain));
	}

	private void guard(int chain, int lease) {
		step(chain, "guard with " + lease, (world) -> world.chain(chain).guard(lease));
	}

	/**
	 * Add steps after some others.
	 */
	private void later(Runnable steps) {
		long before = this.millis;
		this.millis += this.random.nextInt(10_000);
		steps.run();
		this.millis = before;
	}

	private void commit(int chain) {
		Guard guard = chance(50) ? Guard.ATOMIC : chance(80) ? Guard.NOT_INVOLVED : Guard.FAILING;
		Duration duration = chance(50) ? Duration.ZERO : upTo(3000);
		Outcome outcome = chance(70) ? Outcome.COMMITTED : Outcome.UNKNOWN;
		step(chain, "commit " + guard + " in " + duration + ": " + outcome,
				(world) -> world.chain(chain).commit(guard, duration, outcome));
	}

	private void disturb() {
		int replica = this.random.nextInt(3);
		switch (chance(50) ? this.favouriteDisturbance : this.random.nextInt(DISTURBANCES)) {
			case 0, 1, 2, 3, 4, 5 -> fault(replica);
			case 6, 7 -> freeze(replica);
			case 8 -> setWallClock(replica);
			case 9 -> forceRelease();
			case 10 -> setClockOfTheStore();
			case 11 -> step("the store restarts", (world) -> world.store().restart());
			case 12 -> step("the store forgets everything", (world) -> world.store().flush());
			case 13 -> interrupt();
			case 14 -> stop(replica);
			default -> cancel(replica);
		}
	}

	private void fault(int replica) {
		Fault fault = new Fault(any(Fault.Kind.values()), chance(40) ? Duration.ZERO : upTo(15_000));
		int times = chance(70) ? 1 + this.random.nextInt(3) : this.random.nextInt(60);
		step("replica " + replica + ": " + fault + " " + times + " times",
				(world) -> world.replica(replica).link().fail(fault, times));
	}

	private void freeze(int replica) {
		Duration duration = upTo(20_000);
		boolean suspend = chance(40);
		step("replica " + replica + (suspend ? " is suspended for " : " stops for ") + duration,
				(world) -> world.replica(replica).freeze(duration, suspend));
	}

	private void setWallClock(int replica) {
		Duration step = upOrDown(3_600_000);
		step("wall clock of replica " + replica + " is set by " + step,
				(world) -> world.replica(replica).setWallClock(step));
	}

	private void forceRelease() {
		LockId lock = any(LockId.of("", "job", "a"), LockId.of("", "job", "b"), LockId.of("", "other", null));
		step("force release of " + lock, (world) -> world.store().forceRelease(lock));
	}

	private void setClockOfTheStore() {
		Duration step = upOrDown(20_000);
		step("clock of the store is set by " + step, (world) -> world.store().setClock(step));
	}

	private void interrupt() {
		int chain = this.random.nextInt(World.CHAINS);
		step("chain " + chain + " is interrupted", (world) -> world.chain(chain).interrupt());
	}

	private void stop(int replica) {
		step("replica " + replica + " is stopped", (world) -> world.replica(replica).stop());
		later(() -> step("replica " + replica + " is started", (world) -> world.replica(replica).start()));
	}

	private void cancel(int replica) {
		int future = this.random.nextInt(10);
		step("replica " + replica + " cancels " + future, (world) -> world.replica(replica).cancel(future));
	}

	private LockRequest request() {
		int leaseMillis = LEASE_MILLIS[this.random.nextInt(LEASE_MILLIS.length)];
		LockRequest request = any(World.REQUESTS.toArray(LockRequest[]::new)).leaseTime(Duration.ofMillis(leaseMillis))
			.waitTime(chance(60) ? Duration.ZERO : upTo(5000))
			.renew(chance(80))
			.onLost(chance(70) ? OnLost.INTERRUPT : OnLost.NOTIFY);
		request = chance(25) ? request.minHoldTime(upTo(2 * leaseMillis)) : request;
		return chance(20) ? request.maxHoldTime(Duration.ofMillis(3L * leaseMillis)) : request;
	}

	private static String describe(LockRequest request) {
		return request + " for " + request.settings().leaseTime() + " within " + request.settings().waitTime()
				+ ", renew " + request.settings().renew() + ", min " + request.settings().minHoldTime() + ", max "
				+ request.settings().maxHoldTime() + ", " + request.settings().onLost();
	}

	private void step(String text, Consumer<World> action) {
		step(Schedule.NOBODY, text, action);
	}

	private void step(int chain, String text, Consumer<World> action) {
		this.steps.add(new Schedule.Step(Duration.ofMillis(this.millis), chain, text, action));
	}

	private boolean chance(int percent) {
		return this.random.nextInt(100) < percent;
	}

	/**
	 * A short time more often than a long one.
	 */
	private Duration upTo(int millis) {
		return Duration.ofMillis(1 + (long) (millis * Math.pow(this.random.nextDouble(), 3)));
	}

	private Duration upOrDown(int millis) {
		Duration duration = upTo(millis);
		return chance(50) ? duration : duration.negated();
	}

	@SafeVarargs
	private <T> T any(T... values) {
		return values[this.random.nextInt(values.length)];
	}

}
