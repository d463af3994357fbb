// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.springframework.util.Assert;

import dev.distributedlock.test.server.FakeClock;
import dev.distributedlock.test.server.FaultProxy.Direction;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

/**
 * Does something to the workers of a rig, and undoes it; what is done to its store is
 * left to {@link ServerNemesis}.
 */
final class Nemesis {

	private static final Duration AHEAD = Duration.ofHours(1);

	private final Rig rig;

	private final FaultLog log;

	private final ServerNemesis server;

	private final Random random;

	private final long lease;

	Nemesis(Rig rig, Recorder recorder, Random random) {
		this.rig = rig;
		this.log = new FaultLog(recorder);
		this.server = new ServerNemesis(rig, this.log, random);
		this.random = random;
		this.lease = rig.lease().toMillis();
	}

	/**
	 * Do something to any of the workers, or to the store, while nothing else is done.
	 * @throws IllegalStateException if it has no effect
	 */
	void strike(FaultKind kind) {
		this.log.clear();
		strike(kind, this.rig.workers().get(this.random.nextInt(this.rig.workers().size())));
		if (!this.log.failures().isEmpty()) {
			throw new IllegalStateException(kind + " had no effect, or not all", this.log.failures().get(0));
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
			case PAUSE -> this.log.during(kind, worker.name(), () -> pause(worker));
			case KILL -> kill(worker);
			case TERMINATE -> terminate(worker);
			case CUT_REPLIES -> this.log.during(kind, worker.name(), () -> cutReplies(worker));
			case BLACK_HOLE ->
				this.log.during(kind, worker.name(), () -> blackHole(worker, Direction.REQUESTS, Direction.REPLIES));
			case LOST_REQUESTS -> this.log.during(kind, worker.name(), () -> blackHole(worker, Direction.REQUESTS));
			case LOST_REPLIES -> this.log.during(kind, worker.name(), () -> blackHole(worker, Direction.REPLIES));
			case DELAY -> this.log.during(kind, worker.name(), () -> delay(worker));
			case SLOW_CLOSE -> this.log.during(kind, worker.name(), () -> closeSlowly(worker));
			case INTERRUPTS -> this.log.during(kind, worker.name(), () -> command(worker, "interrupt", 1500));
			case POOL -> this.log.during(kind, worker.name(), () -> command(worker, "pool", this.lease * 3 / 2));
			case FROZEN_COMMIT ->
				this.log.during(kind, worker.name(), () -> command(worker, "freeze", this.lease * 3 / 2));
			case GARBAGE -> this.log.during(kind, worker.name(), () -> command(worker, "garbage", this.lease * 3 / 2));
			case CLOCK -> changeClock(worker);
			default -> this.server.strike(kind);
		}
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
		this.log.record(FaultKind.KILL, worker.name(), from, System.nanoTime());
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
		this.log.record(FaultKind.TERMINATE, worker.name(), from, System.nanoTime());
		Assert.state(ended, () -> worker.name() + " did not end when it was asked to");
		this.rig.replace(worker, environment);
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
		this.log.during(FaultKind.CLOCK, shifted.name(), () -> {
			Pause.millis(2 * this.lease);
			clock.set(AHEAD.negated());
			Pause.millis(2 * this.lease);
		});
		terminate(shifted, Map.of());
	}

	private void command(Worker worker, String command, long millis) {
		worker.command(command, Long.toString(millis));
		Pause.millis(millis + 100);
	}

}
