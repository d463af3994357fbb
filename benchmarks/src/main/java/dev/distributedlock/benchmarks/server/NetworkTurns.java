// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;

import javax.net.SocketFactory;

/**
 * Makes sockets that count how often a client has to wait for the server: each time that
 * something is read after something was sent. Used by the driver, by its name.
 */
public final class NetworkTurns extends SocketFactory {

	private static final LongAdder TURNS = new LongAdder();

	/**
	 * Return the number of turns of all sockets so far.
	 * @return the number
	 */
	public static long count() {
		return TURNS.sum();
	}

	@Override
	public Socket createSocket() {
		return new CountingSocket();
	}

	@Override
	public Socket createSocket(String host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(InetAddress host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
		throw new UnsupportedOperationException();
	}

	private static final class CountingSocket extends Socket {

		private volatile boolean sent;

		@Override
		public OutputStream getOutputStream() throws IOException {
			return new FilterOutputStream(super.getOutputStream()) {

				@Override
				public void write(byte[] bytes, int offset, int length) throws IOException {
					CountingSocket.this.sent = true;
					this.out.write(bytes, offset, length);
				}

			};
		}

		@Override
		public InputStream getInputStream() throws IOException {
			return new FilterInputStream(super.getInputStream()) {

				@Override
				public int read(byte[] bytes, int offset, int length) throws IOException {
					int count = super.read(bytes, offset, length);
					if (CountingSocket.this.sent && count > 0) {
						CountingSocket.this.sent = false;
						TURNS.increment();
					}
					return count;
				}

			};
		}

	}

}
