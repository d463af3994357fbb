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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.Assert;

import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.torture.history.FaultKind;
import dev.distributedlock.torture.history.Recorder;

/**
 * A store, and workers that use it.
 *
 * @author The Distributed Lock authors
 */
abstract class Rig implements AutoCloseable {

	private static final List<String> OPTIONS = List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-XX:-UsePerfData");

	private static final int ATTEMPTS = 3;

	private final Tables tables;

	private final Path folder;

	private final Duration lease;

	private final long seed;

	private final List<Worker> workers = new CopyOnWriteArrayList<>();

	private final List<Worker> all = new CopyOnWriteArrayList<>();

	private final List<Thread> starting = new CopyOnWriteArrayList<>();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final AtomicInteger started = new AtomicInteger();

	Rig(Tables tables, Path folder, Duration lease, long seed) {
		this.tables = tables;
		this.folder = folder;
		this.lease = lease;
		this.seed = seed;
		Runtime.getRuntime().addShutdownHook(new Thread(() -> this.all.forEach(Worker::kill), "workers"));
	}

	/**
	 * Return what can be done to this store.
	 */
	abstract Set<FaultKind> faults();

	abstract FaultProxy newNetwork();

	/**
	 * Return the properties of a worker.
	 */
	abstract List<String> properties(FaultProxy network);

	/**
	 * Return the properties of a worker whose database is at a URL.
	 */
	final List<String> properties(String url, String... others) {
		List<String> properties = new ArrayList<>(this.tables.properties(url, this.lease));
		properties.addAll(List.of(others));
		return properties;
	}

	void killServer() {
		throw new UnsupportedOperationException();
	}

	void startServer() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Erase what the store remembers while it runs.
	 */
	void forgetAll() {
		throw new UnsupportedOperationException();
	}

	void forget(String lock) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the store evict what it should keep.
	 */
	void evict() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Kill a server whose part another one takes.
	 */
	void failOver() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return whether the balances are in the database of the locks.
	 */
	abstract boolean isGuarded();

	/**
	 * Start workers, and wait until they work.
	 */
	void startWorkers(int count) {
		List<Worker> launched = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			launched.add(launch(Map.of()));
		}
		launched.forEach(this::use);
	}

	/**
	 * An application does not start while it cannot reach its database.
	 */
	private void startAnother(Map<String, String> environment) {
		for (int i = 0; i < ATTEMPTS; i++) {
			Worker worker = launch(environment);
			try {
				use(worker);
				return;
			}
			catch (ConditionTimeoutException | IllegalStateException ex) {
				System.out.println(ex.getMessage());
				worker.kill();
			}
		}
		this.failures.add("no worker could be started");
	}

	private void use(Worker worker) {
		worker.awaitReady();
		this.workers.add(worker);
	}

	/**
	 * Start another worker in the place of one that is gone, without waiting for it.
	 */
	void replace(Worker worker, Map<String, String> environment) {
		this.workers.remove(worker);
		worker.network().close();
		Thread thread = new Thread(() -> startAnother(environment), "worker-start");
		this.starting.add(thread);
		thread.start();
	}

	void replace(Worker worker) {
		replace(worker, Map.of());
	}

	private Worker launch(Map<String, String> environment) {
		int number = this.started.incrementAndGet();
		FaultProxy network = newNetwork();
		List<String> arguments = new ArrayList<>(properties(network));
		arguments.add("--torture.seed=" + (this.seed * 100 + number));
		Map<String, String> variables = new HashMap<>(environment);
		variables.putAll(this.tables.passwords());
		Worker worker = Worker.start("w" + number, this.folder, network, OPTIONS, arguments, variables);
		this.all.add(worker);
		return worker;
	}

	/**
	 * Wait until all that have been started work.
	 */
	void awaitWorkers() {
		this.starting.forEach((thread) -> {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	List<Worker> workers() {
		return this.workers;
	}

	Tables tables() {
		return this.tables;
	}

	Duration lease() {
		return this.lease;
	}

	/**
	 * Let everybody finish, and record what the tables say.
	 * @throws IllegalStateException if a worker did not start, or ended when nobody had
	 * asked it to, or not when asked: less was tried than it seems
	 */
	void finish(Recorder recorder) {
		awaitWorkers();
		this.workers.stream()
			.filter((worker) -> !worker.process().isAlive())
			.forEach((worker) -> this.failures.add(worker.name() + " has ended by itself"));
		this.workers.forEach((worker) -> worker.network().heal());
		this.workers.forEach(Worker::finish);
		this.workers.stream()
			.filter((worker) -> !worker.awaitEnd(40))
			.forEach((worker) -> this.failures.add(worker.name() + " did not end"));
		this.tables.record(recorder);
		Assert.state(this.failures.isEmpty(), this.failures::toString);
	}

	@Override
	public void close() {
		this.all.forEach(Worker::kill);
		this.all.forEach((worker) -> worker.network().close());
	}

}
