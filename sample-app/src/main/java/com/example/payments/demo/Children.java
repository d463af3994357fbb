// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Starts Java processes on our own class path, and ends whatever is left of them when it
 * is closed, or this process ends.
 */
final class Children implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(8);

	private final Path directory;

	private final Deque<ChildProcess> started = new ArrayDeque<>();

	private boolean closed;

	Children(Path directory) {
		this.directory = directory;
		Runtime.getRuntime().addShutdownHook(new Thread(this::close, "children"));
	}

	ReadyFile readyFile(String name) {
		return new ReadyFile(this.directory.resolve(name + ".ready"));
	}

	/**
	 * Start a process.
	 * @param name what it is called
	 * @param main its main class
	 * @param maxHeap the size of its heap, as {@code -Xmx} wants it
	 * @param arguments for its main method
	 * @param environment added to our own, for what strangers should not see in the list
	 * of processes
	 * @return the process
	 */
	synchronized ChildProcess start(String name, Class<?> main, String maxHeap, List<String> arguments,
			Map<String, String> environment) {
		if (this.closed) {
			throw new DemonstrationException("The demonstration is being ended");
		}
		Path log = this.directory.resolve(name + ".log");
		ProcessBuilder builder = new ProcessBuilder(command(main, maxHeap, arguments)).redirectErrorStream(true)
			.redirectOutput(Redirect.to(log.toFile()));
		builder.environment().putAll(environment);
		try {
			Files.createDirectories(this.directory);
			ChildProcess child = new ChildProcess(name, builder.start(), log);
			this.started.push(child);
			return child;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> command(Class<?> main, String maxHeap, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(List.of("-Xmx" + maxHeap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(arguments);
		return command;
	}

	/**
	 * End all that are left: the last first, so that the database goes last and in order.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		while (this.started.size() > 1) {
			this.started.pop().kill();
		}
		if (!this.started.isEmpty()) {
			this.started.pop().stop(PATIENCE);
		}
	}

}
