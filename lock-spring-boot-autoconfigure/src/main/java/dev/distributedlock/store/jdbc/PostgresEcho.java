/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.store.jdbc;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockStoreException;

/**
 * Sends a notification on another connection than the one that listens, from a thread of
 * its own: the pool may let it wait for the connection.
 *
 * @author The Distributed Lock authors
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
