// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the proxy and its tests have in common.
 */
final class Sockets {

	private Sockets() {
	}

	static Thread startThread(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
