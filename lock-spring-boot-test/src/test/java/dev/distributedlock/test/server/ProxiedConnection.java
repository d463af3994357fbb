// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

import dev.distributedlock.test.server.FaultProxy.Direction;

/**
 * A connection through a {@link FaultProxy}.
 */
final class ProxiedConnection {

	private final FaultProxy proxy;

	private final Socket client;

	private final Socket server;

	ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
		this.proxy = proxy;
		this.client = client;
		this.server = server;
	}

	void start() {
		Sockets.startThread("fault-proxy-requests", () -> pump(this.client, this.server, Direction.REQUESTS));
		Sockets.startThread("fault-proxy-replies", () -> pump(this.server, this.client, Direction.REPLIES));
	}

	boolean isClosed() {
		return this.client.isClosed();
	}

	void close() {
		Sockets.close(this.client);
		Sockets.close(this.server);
		this.proxy.remove(this);
	}

	private void pump(Socket from, Socket to, Direction direction) {
		try {
			forward(from, to, direction);
			this.proxy.awaitClosing(direction, this);
		}
		catch (IOException ex) {
			// One side is gone, and the other learns it
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			close();
		}
	}

	private void forward(Socket from, Socket to, Direction direction) throws IOException, InterruptedException {
		InputStream in = from.getInputStream();
		OutputStream out = to.getOutputStream();
		byte[] piece = new byte[8192];
		for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
			if (!this.proxy.awaitForwarding(direction, this)) {
				close();
				return;
			}
			out.write(piece, 0, length);
		}
	}

}
