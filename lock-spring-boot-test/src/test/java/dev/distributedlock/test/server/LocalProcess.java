// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A program of this machine that listens on a port. It writes into a folder of its own.
 */
final class LocalProcess implements ServerProcess {

	private final String provision;

	private final int port;

	private final Path files;

	private final List<String> command;

	private final Map<String, String> environment;

	private @Nullable Process process;

	/**
	 * Create a new process.
	 * @param provision how it is provided
	 * @param port where it will listen
	 * @param files its folder, removed when the process is closed
	 * @param command what to start
	 * @param environment added to our own
	 */
	LocalProcess(String provision, int port, Path files, List<String> command, Map<String, String> environment) {
		this.provision = provision;
		this.port = port;
		this.files = files;
		this.command = command;
		this.environment = environment;
	}

	/**
	 * Return a program on the path.
	 * @param name the name of the program
	 * @return the program, empty if there is none
	 */
	static Optional<Path> find(String name) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.findFirst();
	}

	@Override
	public String provision() {
		return this.provision;
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void start() {
		if (this.process == null || !this.process.isAlive()) {
			try {
				ProcessBuilder builder = new ProcessBuilder(this.command).directory(this.files.toFile())
					.redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.appendTo(this.files.resolve("output.log").toFile()));
				builder.environment().putAll(this.environment);
				this.process = builder.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	@Override
	public void stop() {
		if (this.process != null) {
			this.process.destroy();
			Processes.awaitEnd(List.of(this.process.toHandle()));
		}
	}

	@Override
	public void kill() {
		if (this.process != null) {
			Processes.kill(List.of(this.process.toHandle()));
		}
	}

	@Override
	public void close() {
		kill();
		ServerFiles.delete(this.files);
	}

}
