// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ends processes of this machine.
 */
final class Processes {

	private Processes() {
	}

	/**
	 * Return the process that a server wrote into its file.
	 * @param pidFile the file, whose first line counts
	 * @return the process and its children
	 */
	static List<ProcessHandle> read(Path pidFile) {
		try (Stream<String> lines = Files.lines(pidFile)) {
			return ProcessHandle.of(lines.findFirst().map(String::trim).map(Long::parseLong).orElseThrow())
				.stream()
				.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void kill(List<ProcessHandle> processes) {
		processes.forEach(ProcessHandle::destroyForcibly);
		awaitEnd(processes);
	}

	/**
	 * Wait until none is left. A process of somebody else is asked more often than
	 * {@link ProcessHandle#onExit()} does, which takes seconds for some of them.
	 */
	static void awaitEnd(List<ProcessHandle> processes) {
		ServerProcess.awaitTrue(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
	}

}
