// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.core.ConditionTimeoutException;

import dev.distributedlock.test.server.FaultProxy;

/**
 * The workers of a rig: starts them, puts others in the place of those that are gone, and
 * lets them finish.
 */
final class Fleet implements AutoCloseable {

	private static final List<String> OPTIONS = List.of("-Xmx160m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-XX:-UsePerfData");

	/**
	 * For how long a worker is tried to be started.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final long END_SECONDS = 40;

	private final Rig rig;

	private final Path folder;

	private final long seed;

	private final List<Worker> workers = new CopyOnWriteArrayList<>();

	private final List<Worker> all = new CopyOnWriteArrayList<>();

	private final List<Thread> starting = new CopyOnWriteArrayList<>();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	private final List<String> remarks = new CopyOnWriteArrayList<>();

	private final AtomicInteger started = new AtomicInteger();

	Fleet(Rig rig, Path folder, long seed) {
		this.rig = rig;
		this.folder = folder;
		this.seed = seed;
		Runtime.getRuntime().addShutdownHook(new Thread(() -> this.all.forEach(Worker::kill), "workers"));
	}

	/**
	 * Start workers, and wait until they work.
	 */
	void start(int count) {
		List<Worker> launched = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			launched.add(launch(Map.of()));
		}
		launched.forEach(this::use);
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

	/**
	 * Start a worker as soon as there is a server. An application does not start while it
	 * cannot reach its database, which may go again meanwhile.
	 */
	private void startAnother(Map<String, String> environment) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (end - System.nanoTime() > 0) {
			if (awaitServer() && tryToStart(environment)) {
				return;
			}
		}
		this.failures.add("no worker could be started within " + PATIENCE.toSeconds() + " s");
	}

	private boolean awaitServer() {
		if (this.rig.isUp()) {
			return true;
		}
		remark("A new worker had to wait for its server, which was down");
		try {
			Pause.until("The server is up", PATIENCE, this.rig::isUp);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private boolean tryToStart(Map<String, String> environment) {
		Worker worker = launch(environment);
		try {
			use(worker);
			return true;
		}
		catch (ConditionTimeoutException | IllegalStateException ex) {
			worker.kill();
			remark(ex.getMessage() + ": another one was started");
			return false;
		}
	}

	private void remark(String text) {
		System.out.println(text);
		this.remarks.add(text);
	}

	private void use(Worker worker) {
		worker.awaitReady();
		this.workers.add(worker);
	}

	private Worker launch(Map<String, String> environment) {
		int number = this.started.incrementAndGet();
		FaultProxy network = this.rig.newNetwork();
		List<String> arguments = new ArrayList<>(this.rig.properties(network));
		arguments.add("--torture.seed=" + (this.seed * 100 + number));
		Map<String, String> variables = new HashMap<>(environment);
		variables.putAll(this.rig.passwords());
		Worker worker = Worker.start("w" + number, this.folder, network, OPTIONS, arguments, variables);
		this.all.add(worker);
		return worker;
	}

	/**
	 * Wait until all that have been started work.
	 */
	void awaitStarts() {
		this.starting.forEach((thread) -> {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	/**
	 * Return those that work.
	 */
	List<Worker> workers() {
		return this.workers;
	}

	/**
	 * Return what a reader of the report should know about those that were started.
	 */
	List<String> remarks() {
		return List.copyOf(this.remarks);
	}

	/**
	 * Let all finish what they do.
	 * @return what went wrong: a worker that did not start, or that ended unasked, or not
	 * when asked
	 */
	List<String> finish() {
		awaitStarts();
		this.workers.stream()
			.filter((worker) -> !worker.process().isAlive())
			.forEach((worker) -> this.failures.add(worker.name() + " has ended by itself"));
		this.workers.forEach((worker) -> worker.network().heal());
		this.workers.forEach(Worker::finish);
		this.workers.stream()
			.filter((worker) -> !worker.awaitEnd(END_SECONDS))
			.forEach((worker) -> this.failures.add(worker.name() + " did not end"));
		return List.copyOf(this.failures);
	}

	@Override
	public void close() {
		this.all.forEach(Worker::kill);
		this.all.forEach((worker) -> worker.network().close());
	}

}
