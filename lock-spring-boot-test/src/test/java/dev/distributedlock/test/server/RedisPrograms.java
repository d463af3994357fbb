// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import redis.embedded.core.ExecutableProvider;

/**
 * Redis as a process of this machine: the one that is installed, or the binaries that the
 * build brings.
 */
final class RedisPrograms {

	/**
	 * What was acknowledged is in the file, if not on the disk.
	 */
	static final List<String> SETTINGS = List.of("--appendonly", "yes", "--appendfsync", "no", "--save", "",
			"--protected-mode", "no");

	private RedisPrograms() {
	}

	static LocalProcess server(int port, String... settings) {
		return process(port, ServerFiles.create("redis"), arguments(port, settings));
	}

	/**
	 * Return a server that is not the one which is installed.
	 * @param port where it will listen
	 * @param environment added to our own
	 * @return the server
	 */
	static LocalProcess previousServer(int port, Map<String, String> environment) {
		return process(Optional.empty(), port, ServerFiles.create("redis"), arguments(port), environment);
	}

	private static List<String> arguments(int port, String... settings) {
		List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
		arguments.addAll(SETTINGS);
		arguments.addAll(List.of(settings));
		return arguments;
	}

	/**
	 * Return a sentinel.
	 * @param port where it will listen
	 * @param files its folder
	 * @param configuration a file, into which it also writes what it learns
	 * @return the sentinel
	 */
	static LocalProcess sentinel(int port, Path files, Path configuration) {
		return process(port, files, List.of(configuration.toString(), "--sentinel"));
	}

	private static LocalProcess process(int port, Path files, List<String> arguments) {
		return process(LocalProcess.find("redis-server"), port, files, arguments, Map.of());
	}

	private static LocalProcess process(Optional<Path> installed, int port, Path files, List<String> arguments,
			Map<String, String> environment) {
		List<String> command = new ArrayList<>();
		command.add(installed.orElseGet(RedisPrograms::embedded).toString());
		command.addAll(arguments);
		return new LocalProcess(installed.isPresent() ? "local process" : "embedded binaries", port, files, command,
				environment);
	}

	private static synchronized Path embedded() {
		try {
			return ExecutableProvider.newJarResourceProvider(ServerFiles.kept("redis").toFile()).get().toPath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
