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

package dev.distributedlock.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.Assert;

import dev.distributedlock.test.server.DatabaseAccount;
import dev.distributedlock.test.server.FakeClock;
import dev.distributedlock.test.server.FaultProxy.Direction;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

/**
 * Does something to the workers or to the store of a rig, and undoes it.
 *
 * @author The Distributed Lock authors
 */
final class Nemesis {

	private static final String ALL = "*";

	private static final Duration AHEAD = Duration.ofHours(1);

	private final Rig rig;

	private final Recorder recorder;

	private final Random random;

	private final long lease;

	private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();

	Nemesis(Rig rig, Recorder recorder, Random random) {
		this.rig = rig;
		this.recorder = recorder;
		this.random = random;
		this.lease = rig.lease().toMillis();
	}

	/**
	 * Do something to any of the workers, or to the store, while nothing else is done.
	 * @throws IllegalStateException if it has no effect
	 */
	void strike(FaultKind kind) {
		this.failures.clear();
		strike(kind, this.rig.workers().get(this.random.nextInt(this.rig.workers().size())));
		if (!this.failures.isEmpty()) {
			throw new IllegalStateException(kind + " had no effect, or not all", this.failures.get(0));
		}
	}

	/**
	 * Do something to a worker, or to the store.
	 */
	void strike(FaultKind kind, Worker worker) {
		if (kind != FaultKind.NONE) {
			worker.hold();
		}
		switch (kind) {
			case NONE -> Pause.millis(2 * this.lease);
			case PAUSE -> during(kind, worker.name(), () -> pause(worker));
			case KILL -> kill(worker);
			case TERMINATE -> terminate(worker);
			case RESTART -> during(kind, ALL, this::restart);
			case AMNESIA -> during(kind, ALL, this::restartEmpty);
			case EVICTION -> during(kind, ALL, this.rig::evict);
			case FORGET_ALL -> during(kind, ALL, this.rig::forgetAll);
			case FORGET_ONE -> forgetOne("t:hot:h" + this.random.nextInt(3));
			case CUT_REPLIES -> during(kind, worker.name(), () -> cutReplies(worker));
			case BLACK_HOLE ->
				during(kind, worker.name(), () -> blackHole(worker, Direction.REQUESTS, Direction.REPLIES));
			case LOST_REQUESTS -> during(kind, worker.name(), () -> blackHole(worker, Direction.REQUESTS));
			case LOST_REPLIES -> during(kind, worker.name(), () -> blackHole(worker, Direction.REPLIES));
			case DELAY -> during(kind, worker.name(), () -> delay(worker));
			case SLOW_CLOSE -> during(kind, worker.name(), () -> closeSlowly(worker));
			case BLOCKED_ROWS -> during(kind, ALL, this::blockRows);
			case INTERRUPTS -> during(kind, worker.name(), () -> command(worker, "interrupt", 1500));
			case POOL -> during(kind, worker.name(), () -> command(worker, "pool", this.lease * 3 / 2));
			case FROZEN_COMMIT -> during(kind, worker.name(), () -> command(worker, "freeze", this.lease * 3 / 2));
			case GARBAGE -> during(kind, worker.name(), () -> command(worker, "garbage", this.lease * 3 / 2));
			case CLOCK -> changeClock(worker);
			case ROTATION -> rotateCredentials();
			case STORE_CLOCK -> stepStoreClock();
			case NOTIFICATIONS_FULL ->
				during(kind, ALL, () -> this.rig.withFullNotifications(() -> Pause.millis(2 * this.lease)));
			case RESHARDING -> during(kind, ALL, this.rig::reshard);
			case MEMORY_FULL -> during(kind, ALL, () -> this.rig.withFullMemory(() -> Pause.millis(2 * this.lease)));
			case STANDBY_AWAY -> during(kind, ALL, this::loseStandby);
			case STALE_PROMOTION -> promoteStale();
			case PROMOTION, FAILOVER, DEAD_MASTER -> failOver(kind);
			default -> throw new IllegalArgumentException(kind.name());
		}
	}

	/**
	 * Do something, and record when. Where several things are done at a time, one may be
	 * in the way of another.
	 */
	private void during(FaultKind kind, String target, Runnable fault) {
		during(kind, target, "", fault);
	}

	private void during(FaultKind kind, String target, String lock, Runnable fault) {
		long from = System.nanoTime();
		try {
			fault.run();
		}
		catch (ConditionTimeoutException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			System.out.println(kind + " had no effect, or not all: " + ex);
			this.failures.add(ex);
		}
		finally {
			record(kind, target, from, System.nanoTime(), lock);
		}
	}

	private void record(FaultKind kind, String target, long from, long to, String lock) {
		this.recorder.write(new Entry(Type.FAULT, target, kind.name(), "", 0, from, to, 0, lock));
	}

	private void forgetOne(String lock) {
		during(FaultKind.FORGET_ONE, ALL, lock, () -> this.rig.forget(lock));
	}

	private void pause(Worker worker) {
		worker.signal("STOP");
		try {
			Pause.millis(this.lease * 3 / 2 + this.random.nextInt((int) this.lease));
		}
		finally {
			worker.signal("CONT");
		}
	}

	private void kill(Worker worker) {
		long from = System.nanoTime();
		worker.kill();
		record(FaultKind.KILL, worker.name(), from, System.nanoTime(), "");
		this.rig.replace(worker);
		Pause.millis(this.lease);
	}

	private void terminate(Worker worker) {
		terminate(worker, Map.of());
	}

	private void terminate(Worker worker, Map<String, String> environment) {
		long from = System.nanoTime();
		worker.process().destroy();
		boolean ended = worker.awaitEnd(40);
		record(FaultKind.TERMINATE, worker.name(), from, System.nanoTime(), "");
		Assert.state(ended, () -> worker.name() + " did not end when it was asked to");
		this.rig.replace(worker, environment);
	}

	private void restart() {
		synchronized (this.rig) {
			this.rig.killServer();
			Pause.millis(this.random.nextInt((int) this.lease));
			this.rig.startServer();
		}
	}

	private void restartEmpty() {
		this.rig.forgetAll();
		restart();
	}

	/**
	 * With all workers: they do not start while there is no primary.
	 */
	private void failOver(FaultKind kind) {
		this.rig.awaitWorkers();
		during(kind, ALL, this.rig::failOver);
	}

	private void loseStandby() {
		detachStandby();
		this.rig.attachStandby();
	}

	private void promoteStale() {
		this.rig.awaitWorkers();
		during(FaultKind.STALE_PROMOTION, ALL, () -> {
			detachStandby();
			this.rig.failOver();
		});
	}

	/**
	 * For longer than a lease, at whose end all workers have locks if they can.
	 */
	private void detachStandby() {
		this.rig.detachStandby();
		during(FaultKind.UNREPLICATED, ALL, () -> {
			Pause.millis(this.lease + this.random.nextInt((int) this.lease));
			this.rig.workers().forEach((worker) -> worker.command("hold"));
			Pause.millis(this.lease / 2);
		});
	}

	private void cutReplies(Worker worker) {
		for (int i = 0; i < 15; i++) {
			worker.network().cutNextReply();
			Pause.millis(50 + this.random.nextInt(150));
		}
		worker.network().heal();
	}

	private void blackHole(Worker worker, Direction... directions) {
		worker.network().blackHole(directions);
		Pause.millis(this.lease * 3 / 2);
		worker.network().heal();
	}

	private void delay(Worker worker) {
		worker.network().delay(Duration.ofMillis(50 + this.random.nextInt(200)));
		Pause.millis(this.lease * 3 / 2);
		worker.network().heal();
	}

	private void closeSlowly(Worker worker) {
		worker.network().closeSlowly(Duration.ofMillis(this.lease));
		worker.network().closeConnections();
		Pause.millis(this.lease);
		worker.network().heal();
	}

	private void blockRows() {
		try (OpenTransaction transaction = this.rig.tables().application().beginTransaction()) {
			List.of("h0", "h1")
				.forEach((key) -> transaction.execute("SELECT 1 FROM distributed_lock WHERE lock_id = ? FOR UPDATE",
						"t:hot:" + key));
			Pause.millis(this.lease * 3 / 2);
		}
	}

	/**
	 * Put a worker with a wall clock that is an hour ahead, and then an hour behind, in
	 * the place of another.
	 */
	private void changeClock(Worker worker) {
		FakeClock clock = new FakeClock(worker.record().resolveSibling("wall-clock"), AHEAD);
		terminate(worker, clock.environment());
		this.rig.awaitWorkers();
		List<Worker> workers = this.rig.workers();
		Worker shifted = workers.get(workers.size() - 1);
		during(FaultKind.CLOCK, shifted.name(), () -> {
			Pause.millis(2 * this.lease);
			clock.set(AHEAD.negated());
			Pause.millis(2 * this.lease);
		});
		terminate(shifted, Map.of());
	}

	/**
	 * Give the application another account, and drop the one that it had when what was
	 * begun with that has ended.
	 */
	private void rotateCredentials() {
		this.rig.awaitWorkers();
		DatabaseAccount before = this.rig.tables().account();
		during(FaultKind.ROTATION, ALL, () -> {
			DatabaseAccount next = this.rig.newAccount();
			this.rig.workers().forEach((worker) -> worker.command("credentials", next.user(), next.password()));
			Pause.millis(2 * this.lease);
			before.drop();
		});
		Pause.millis(2 * this.lease);
	}

	/**
	 * Set the clock of the store forward by more than a lease. What comes of it shows at
	 * the next renewals.
	 */
	private void stepStoreClock() {
		Duration step = Duration.ofMillis(2 * this.lease + this.random.nextInt((int) (60 * this.lease)));
		during(FaultKind.STORE_CLOCK, ALL, () -> this.rig.stepClock(step));
		this.rig.awaitSteppedClock(step);
		Pause.millis(this.lease);
	}

	private void command(Worker worker, String command, long millis) {
		worker.command(command, Long.toString(millis));
		Pause.millis(millis + 100);
	}

}
