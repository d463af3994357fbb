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
 * Two workers in this process, with a flaw in the product and simulated faults: one
 * stands still for longer than its lease, the other cannot reach the store, in turns.
 *
 * @author The Distributed Lock authors
 */
final class FlawedRig implements AutoCloseable {

	private static final Duration SHORT_LEASE = Duration.ofMillis(700);

	/**
	 * Long enough for polling not to follow the holder's lease.
	 */
	private static final Duration LONG_LEASE = Duration.ofSeconds(5);

	private static final Duration OUTAGE = Duration.ofMillis(250);

	private static final Duration HAND_OVER = Duration.ofMillis(350);

	private static final int TURNS = 3;

	private static final int HAND_OVERS = 7;

	private final Flaw flaw;

	private final Path folder;

	private final Tables tables;

	private final boolean waking;

	private final Duration lease;

	private final List<ConfigurableApplicationContext> workers = new ArrayList<>();

	private final Recorder recorder;

	/**
	 * Create a new rig.
	 * @param waking whether to look at how fast a lock changes hands, with nothing else
	 * going on
	 */
	FlawedRig(DatabaseServer server, Flaw flaw, boolean waking, Path folder) {
		this.flaw = flaw;
		this.waking = waking;
		this.folder = folder;
		this.lease = waking ? LONG_LEASE : SHORT_LEASE;
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
		for (int turn = 0; turn < (this.waking ? HAND_OVERS : TURNS); turn++) {
			if (this.waking) {
				handOver(turn);
			}
			else {
				disturb(turn);
			}
		}
		this.workers.forEach(ConfigurableApplicationContext::close);
		this.tables.record(this.recorder);
		this.recorder.close();
		Limits limits = Limits.of(this.lease, true);
		return new Checker(this.waking ? limits.withHandOver(HAND_OVER) : limits).check(History.read(this.folder));
	}

	private String[] arguments(String name, int seed) {
		List<String> arguments = new ArrayList<>(this.tables.properties(this.tables.url(), this.lease));
		arguments.addAll(List.of("--spring.application.name=" + name, "--torture.worker=" + name,
				"--torture.record=" + this.folder.resolve(name + ".tsv"), "--torture.seed=" + seed,
				"--torture.threads=" + (this.waking ? 0 : 3), "--torture.simulated=true", "--torture.flaw=" + this.flaw,
				"--distributed-lock.type=jdbc", "--spring.main.register-shutdown-hook=false"));
		this.tables.passwords()
			.forEach((variable, password) -> arguments
				.add("--" + variable.toLowerCase().replace('_', '.') + "=" + password));
		return arguments.toArray(String[]::new);
	}

	private void disturb(int turn) {
		Duration standstill = this.lease.multipliedBy(3).dividedBy(2);
		Pause.millis(200);
		long from = System.nanoTime();
		this.workers.get(turn % 2).getBean(Standstill.class).begin(standstill);
		this.workers.get((turn + 1) % 2).getBean(Outage.class).begin(OUTAGE);
		record(FaultKind.PAUSE, "w" + (turn % 2 + 1), from, from + standstill.toNanos());
		record(FaultKind.BLACK_HOLE, "w" + ((turn + 1) % 2 + 1), from, from + OUTAGE.toNanos());
		Pause.millis(standstill.toMillis());
	}

	/**
	 * Let one wait for what the other has.
	 */
	private void handOver(int turn) {
		LockRequest request = LockRequest.of("wake", turn).waitTime(this.lease);
		LockLease lease = this.workers.get(0).getBean(LockRegistry.class).acquire(request);
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
			long from = System.nanoTime();
			this.workers.get(1).getBean(LockRegistry.class).acquire(request).release();
			this.workers.get(1)
				.getBean(Recorder.class)
				.span(Type.CALL, "t:wake:" + turn, "wake-" + turn, 0, from, System.nanoTime(), this.lease, Entry.DONE);
		});
		Pause.millis(60);
		lease.release();
		waiting.join();
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
