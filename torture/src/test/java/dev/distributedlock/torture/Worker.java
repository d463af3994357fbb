// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.core.ConditionTimeoutException;

import dev.distributedlock.test.server.FaultProxy;
import dev.distributedlock.torture.worker.WorkerApplication;

/**
 * A process that works.
 *
 * @param name its name
 * @param process the process
 * @param record where it records what it does
 * @param network between it and the store
 */
record Worker(String name, Process process, Path record, FaultProxy network) {

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	/**
	 * Start a worker.
	 * @param options of the virtual machine
	 * @param arguments of the application
	 * @param environment added to our own
	 */
	static Worker start(String name, Path folder, FaultProxy network, List<String> options, List<String> arguments,
			Map<String, String> environment) {
		Path record = folder.resolve(name + ".tsv");
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java"));
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerApplication.class.getName(),
				"--spring.application.name=" + name, "--torture.worker=" + name, "--torture.record=" + record));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(Redirect.to(folder.resolve(name + ".log").toFile()));
		builder.environment().putAll(environment);
		try {
			return new Worker(name, builder.start(), record, network);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until it works.
	 */
	void awaitReady() {
		String what = "%s works or ends, see its log in %s".formatted(this.name, this.record.getParent());
		Pause.until(what, START, () -> isWorking() || !this.process.isAlive());
		if (!isWorking()) {
			throw new IllegalStateException(this.name + " has ended, see its log in " + this.record.getParent());
		}
	}

	private boolean isWorking() {
		return this.record.toFile().length() > 0;
	}

	/**
	 * Let it work under a hot lock for a while.
	 */
	void hold() {
		command("hold");
		try {
			Pause.until(this.name + " works for a while", PATIENCE, () -> hasLongBodySince(Long.MIN_VALUE));
		}
		catch (ConditionTimeoutException ex) {
			// Others have all of them: something is done to it all the same.
		}
	}

	/**
	 * Return whether it works under a hot lock since some time after then.
	 * @param nanos by {@link System#nanoTime()}
	 */
	boolean hasLongBodySince(long nanos) {
		return RecordTail.of(this.record).hasLongBodySince(nanos);
	}

	/**
	 * Return whether the store has granted it something that it asked for since then.
	 * @param nanos by {@link System#nanoTime()}
	 */
	boolean hasBeenGrantedSince(long nanos) {
		return RecordTail.of(this.record).hasGrantSince(nanos);
	}

	/**
	 * Send a signal.
	 */
	void signal(String signal) {
		try {
			new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Tell it to do something to itself.
	 */
	void command(String... words) {
		try {
			Writer writer = this.process.outputWriter();
			writer.write(String.join(" ", words) + "\n");
			writer.flush();
		}
		catch (IOException ex) {
			// It is gone.
		}
	}

	/**
	 * Let it finish what it does, and end.
	 */
	void finish() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// It is gone.
		}
	}

	/**
	 * Wait until it has ended, and kill it if that takes too long.
	 * @return whether it ended by itself
	 */
	boolean awaitEnd(long seconds) {
		try {
			if (this.process.waitFor(seconds, TimeUnit.SECONDS)) {
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		kill();
		return false;
	}

	void kill() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
