// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.util.FileSystemUtils;

/**
 * What servers need of this machine: folders below the one of the build, and ports.
 */
final class ServerFiles {

	private static final Path ROOT = Path.of("target", "servers").toAbsolutePath();

	private static final int BUS_OFFSET = 10000;

	/**
	 * Neither a port nor its bus is one that the system gives to who connects.
	 */
	private static final int FIRST_PORT_WITH_BUS = 12000;

	private ServerFiles() {
	}

	/**
	 * Return a folder that the next run finds again.
	 * @param name the name of the folder
	 * @return the folder
	 */
	static Path kept(String name) {
		try {
			return Files.createDirectories(ROOT.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Path create(String prefix) {
		try {
			return Files.createTempDirectory(kept("data"), prefix + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void delete(Path path) {
		try {
			FileSystemUtils.deleteRecursively(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a free port whose neighbour ten thousand further on is free too, where the
	 * nodes of a Redis Cluster talk to each other.
	 * @return the port
	 */
	static int freePortWithBus() {
		return ThreadLocalRandom.current()
			.ints(FIRST_PORT_WITH_BUS, FIRST_PORT_WITH_BUS + BUS_OFFSET)
			.filter((port) -> isFree(port) && isFree(port + BUS_OFFSET))
			.findFirst()
			.orElseThrow();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
