// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockStoreException;

/**
 * Sends a notification on another connection than the one that listens, from a thread of
 * its own: the pool may let it wait for the connection.
 */
final class PostgresEcho {

	/**
	 * No lock id is empty.
	 */
	static final String MESSAGE = "";

	private static final Log logger = LogFactory.getLog(PostgresEcho.class);

	private final LockConnections connections;

	private final String channel;

	private final Duration limit;

	private volatile boolean connected;

	PostgresEcho(LockConnections connections, String channel, Duration limit) {
		this.connections = connections;
		this.channel = channel;
		this.limit = limit;
	}

	void send() {
		Thread thread = new Thread(this::run, "distributed-lock-echo");
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		try {
			this.connections.executeUrgently("send an echo", this.limit, (statements) -> {
				this.connected = true;
				return statements.query("SELECT pg_notify(?, ?)", (rs, row) -> row, this.channel, MESSAGE);
			});
		}
		catch (LockStoreException ex) {
			logger.debug("No echo could be sent", ex);
		}
	}

	/**
	 * Whether the echo has had a connection so far.
	 */
	boolean hasConnection() {
		return this.connected;
	}

}
