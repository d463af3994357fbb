// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A network that does what a test says, in front of a server. As with a real network,
 * what a black hole keeps back arrives later if the fault is healed while both sides
 * still wait for it.
 */
public final class FaultProxy implements AutoCloseable {

	private final InetSocketAddress server;

	private final int port;

	private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();

	private final Set<Direction> blackHoles = EnumSet.noneOf(Direction.class);

	private Duration delay = Duration.ZERO;

	private Duration closeDelay = Duration.ZERO;

	private boolean replyToCut;

	private boolean requestToSwallow;

	private @Nullable ProxiedConnection swallowing;

	private @Nullable ServerSocket listener;

	private @Nullable Thread acceptor;

	private FaultProxy(InetSocketAddress server) {
		this.server = server;
		this.listener = listen(0);
		this.port = this.listener.getLocalPort();
	}

	/**
	 * Start a proxy that forwards everything.
	 * @param host where the server is
	 * @param port where the server is
	 * @return the proxy
	 */
	public static FaultProxy inFrontOf(String host, int port) {
		return new FaultProxy(new InetSocketAddress(host, port));
	}

	/**
	 * Return where the proxy is, on this machine.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Accept connections, and forward nothing that is sent in a direction.
	 * @param directions the directions
	 */
	public synchronized void blackHole(Direction... directions) {
		this.blackHoles.addAll(List.of(directions));
	}

	/**
	 * Let the next reply of the server not arrive, whatever connection it comes by: the
	 * request has had its effect, and the client finds its connection closed. What comes
	 * after that is forwarded.
	 */
	public synchronized void cutNextReply() {
		this.replyToCut = true;
	}

	/**
	 * Swallow the next request, and all that comes after it by the same connection, which
	 * stays open. Other connections work.
	 */
	public synchronized void swallowNextRequest() {
		this.requestToSwallow = true;
		this.swallowing = null;
	}

	/**
	 * Forward everything late.
	 * @param delay how late, for each piece in each direction
	 */
	public synchronized void delay(Duration delay) {
		this.delay = delay;
	}

	/**
	 * Tell one side late that the other closed the connection.
	 * @param delay how late
	 */
	public synchronized void closeSlowly(Duration delay) {
		this.closeDelay = delay;
	}

	/**
	 * Refuse connections, and close those that there are.
	 */
	public void refuse() {
		awaitEnd(stopListening());
		closeConnections();
	}

	/**
	 * Close all connections, and accept new ones.
	 */
	public void closeConnections() {
		this.connections.forEach(ProxiedConnection::close);
	}

	/**
	 * Forward everything at once again.
	 */
	public synchronized void heal() {
		this.blackHoles.clear();
		this.delay = Duration.ZERO;
		this.closeDelay = Duration.ZERO;
		this.replyToCut = false;
		this.requestToSwallow = false;
		this.swallowing = null;
		if (this.listener == null) {
			this.listener = listen(this.port);
		}
		notifyAll();
	}

	/**
	 * Return how many connections are open.
	 * @return how many
	 */
	public int connections() {
		return this.connections.size();
	}

	@Override
	public void close() {
		refuse();
	}

	/**
	 * Wait until something may be forwarded.
	 * @param direction where to
	 * @param connection on behalf of whom
	 * @return whether to forward it, and not to close the connection
	 * @throws InterruptedException if interrupted
	 */
	synchronized boolean awaitForwarding(Direction direction, ProxiedConnection connection)
			throws InterruptedException {
		pause(this.delay, connection);
		while (this.blackHoles.contains(direction) && !connection.isClosed()) {
			wait();
		}
		if (direction == Direction.REQUESTS && this.requestToSwallow) {
			this.requestToSwallow = false;
			this.swallowing = connection;
		}
		while (this.swallowing == connection && !connection.isClosed()) {
			wait();
		}
		if (direction == Direction.REPLIES && this.replyToCut) {
			this.replyToCut = false;
			return false;
		}
		return !connection.isClosed();
	}

	/**
	 * Wait until one side may learn that the other closed the connection.
	 * @param direction where to
	 * @param connection on behalf of whom
	 * @throws InterruptedException if interrupted
	 */
	synchronized void awaitClosing(Direction direction, ProxiedConnection connection) throws InterruptedException {
		pause(this.closeDelay, connection);
		while (this.blackHoles.contains(direction) && !connection.isClosed()) {
			wait();
		}
	}

	/**
	 * Pause without keeping anybody else out.
	 */
	private void pause(Duration duration, ProxiedConnection connection) throws InterruptedException {
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0 && !connection.isClosed(); left = end - System.nanoTime()) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
		}
	}

	synchronized void remove(ProxiedConnection connection) {
		this.connections.remove(connection);
		notifyAll();
	}

	private synchronized @Nullable Thread stopListening() {
		if (this.listener != null) {
			Sockets.close(this.listener);
			this.listener = null;
		}
		return this.acceptor;
	}

	/**
	 * As long as somebody accepts, the operating system accepts too.
	 */
	private static void awaitEnd(@Nullable Thread acceptor) {
		if (acceptor != null) {
			try {
				acceptor.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private ServerSocket listen(int port) {
		try {
			ServerSocket listener = new ServerSocket();
			listener.setReuseAddress(true);
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			this.acceptor = Sockets.startThread("fault-proxy", () -> accept(listener));
			return listener;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket listener) {
		while (!listener.isClosed()) {
			try {
				connect(listener, listener.accept());
			}
			catch (IOException ex) {
				// The listener was closed
			}
		}
	}

	private void connect(ServerSocket listener, Socket client) {
		Socket server = new Socket();
		ProxiedConnection connection = new ProxiedConnection(this, client, server);
		this.connections.add(connection);
		try {
			server.connect(this.server);
			connection.start();
		}
		catch (IOException ex) {
			connection.close();
		}
		if (listener.isClosed()) {
			connection.close();
		}
	}

	/**
	 * Where something goes.
	 */
	public enum Direction {

		/**
		 * From the client to the server.
		 */
		REQUESTS,

		/**
		 * From the server to the client.
		 */
		REPLIES

	}

}
