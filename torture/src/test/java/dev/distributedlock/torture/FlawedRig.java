// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.torture.history.Checker;
import dev.distributedlock.torture.history.Entry;
import dev.distributedlock.torture.history.Entry.Type;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.History;
import dev.distributedlock.torture.history.Limits;
import dev.distributedlock.torture.history.Recorder;
import dev.distributedlock.torture.history.Violation;
import dev.distributedlock.torture.worker.Flaw;
import dev.distributedlock.torture.worker.Outage;
import dev.distributedlock.torture.worker.Standstill;
import dev.distributedlock.torture.worker.WorkerApplication;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two workers in this process, with a flaw in the product and simulated faults.
 */
final class FlawedRig implements AutoCloseable {

	private static final Duration OUTAGE = Duration.ofMillis(250);

	private static final String ALL = "*";

	private final Flaw flaw;

	private final Scenario scenario;

	private final Path folder;

	private final Tables tables;

	private final Duration lease;

	private final List<ConfigurableApplicationContext> workers = new ArrayList<>();

	private final Recorder recorder;

	FlawedRig(DatabaseServer server, Flaw flaw, Scenario scenario, Path folder) {
		this.flaw = flaw;
		this.scenario = scenario;
		this.folder = folder;
		this.lease = scenario.lease();
		this.tables = Tables.create(server.createDatabase(), server.createDatabase(), true);
		this.recorder = new Recorder("torture", folder.resolve("torture.tsv"));
	}

	/**
	 * Run, and check what was recorded.
	 */
	List<Violation> run() {
		for (int i = 1; i <= 2; i++) {
			this.workers.add(WorkerApplication.start(arguments("w" + i, i)));
		}
		this.scenario.play(this);
		this.workers.forEach(ConfigurableApplicationContext::close);
		this.tables.record(this.recorder);
		this.recorder.close();
		return new Checker(this.scenario.limits()).check(History.read(this.folder));
	}

	private String[] arguments(String name, int seed) {
		List<String> arguments = new ArrayList<>(this.tables.properties(this.tables.url(), this.lease));
		arguments.addAll(List.of("--spring.application.name=" + name, "--torture.worker=" + name,
				"--torture.record=" + this.folder.resolve(name + ".tsv"), "--torture.seed=" + seed,
				"--torture.threads=" + this.scenario.threads(), "--torture.simulated=true",
				"--torture.flaw=" + this.flaw, "--distributed-lock.type=jdbc",
				"--spring.main.register-shutdown-hook=false"));
		this.tables.passwords()
			.forEach((variable, password) -> arguments
				.add("--" + variable.toLowerCase().replace('_', '.') + "=" + password));
		return arguments.toArray(String[]::new);
	}

	/**
	 * Pause one worker for longer than its lease, and keep the store out of the reach of
	 * the other.
	 */
	void disturb(int turn) {
		Duration standstill = this.lease.multipliedBy(3).dividedBy(2);
		Pause.millis(200);
		long from = System.nanoTime();
		worker(turn).getBean(Standstill.class).begin(standstill);
		worker(turn + 1).getBean(Outage.NETWORK, Outage.class).begin(OUTAGE);
		record(FaultKind.PAUSE, "w" + (turn % 2 + 1), from, from + standstill.toNanos());
		record(FaultKind.BLACK_HOLE, "w" + ((turn + 1) % 2 + 1), from, from + OUTAGE.toNanos());
		Pause.millis(standstill.toMillis());
	}

	private ConfigurableApplicationContext worker(int turn) {
		return this.workers.get(turn % this.workers.size());
	}

	private LockRegistry registry(int turn) {
		return worker(turn).getBean(LockRegistry.class);
	}

	/**
	 * Let one wait for what the other has.
	 */
	void handOver(int turn) {
		LockRequest request = LockRequest.of("wake", turn).waitTime(this.lease);
		LockLease lease = registry(0).acquire(request);
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
			long from = System.nanoTime();
			registry(1).acquire(request).release();
			worker(1).getBean(Recorder.class)
				.span(Type.CALL, "t:wake:" + turn, "wake-" + turn, 0, from, System.nanoTime(), this.lease, Entry.DONE);
		});
		Pause.millis(60);
		lease.release();
		waiting.join();
	}

	/**
	 * Let the store be in trouble for both workers.
	 * @param around what the trouble is a part of
	 * @param kind what is recorded for the time in which it surely was
	 */
	void trouble(FaultKind around, FaultKind kind, String outage, Duration duration) {
		long begin = System.nanoTime();
		this.workers.forEach((worker) -> worker.getBean(outage, Outage.class).begin(duration));
		record(kind, ALL, System.nanoTime(), begin + duration.toNanos());
		Pause.millis(duration.toMillis());
		record(around, ALL, begin, System.nanoTime());
	}

	/**
	 * Set the clock of the store forward while one has a lock that the other wants.
	 */
	void stepClock(Duration step) {
		LockLease lease = registry(0).acquire(LockRequest.of("hot", "h0").waitTime(step));
		long begin = System.nanoTime();
		this.tables.stepClock(step);
		record(FaultKind.STORE_CLOCK, ALL, begin, System.nanoTime());
		this.tables.awaitSteppedClock(step);
		Pause.millis(this.lease.toMillis());
		lease.release();
	}

	private void record(FaultKind kind, String worker, long from, long to) {
		this.recorder.write(new Entry(Type.FAULT, worker, kind.name(), "", 0, from, to, 0, ""));
	}

	@Override
	public void close() {
		this.workers.forEach(ConfigurableApplicationContext::close);
		this.tables.close();
	}

}
