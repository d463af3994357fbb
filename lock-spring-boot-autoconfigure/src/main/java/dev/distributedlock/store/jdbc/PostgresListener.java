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

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockListeners;

/**
 * Listens on a connection for as long as that is needed.
 *
 * @author The Distributed Lock authors
 */
final class PostgresListener {

	private static final Log logger = LogFactory.getLog(PostgresListener.class);

	private static final Duration SLICE = Duration.ofMillis(200);

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

	private static final Duration ECHO_TIME = Duration.ofSeconds(5);

	private static final String ECHO = "";

	private final LockConnections connections;

	private final PostgresLockDialect dialect;

	private final String channel;

	private final LockListeners listeners;

	private final BooleanSupplier needed;

	private volatile boolean live;

	PostgresListener(LockConnections connections, PostgresLockDialect dialect, String channel, LockListeners listeners,
			BooleanSupplier needed) {
		this.connections = connections;
		this.dialect = dialect;
		this.channel = channel;
		this.listeners = listeners;
		this.needed = needed;
	}

	/**
	 * Whether notifications do arrive at present.
	 */
	boolean isLive() {
		return this.live;
	}

	/**
	 * Listen until that is not needed any more.
	 * @return false if it is of no use: notifications do not arrive
	 */
	boolean listen() {
		return this.connections.executeUrgently("listen for releases", ECHO_TIME, this::listen);
	}

	private boolean listen(LockStatements statements) throws SQLException {
		PostgresNotifications notifications = PostgresNotifications.of(statements);
		if (notifications == null) {
			return false;
		}
		statements.update("LISTEN " + this.channel);
		try {
			if (!hearsEcho(statements, notifications)) {
				return false;
			}
			this.live = true;
			this.listeners.tellAll();
			listen(statements, notifications);
			return true;
		}
		finally {
			this.live = false;
			statements.update("UNLISTEN " + this.channel);
		}
	}

	/**
	 * Whether the path delivers what another connection sends: poolers accept a
	 * {@code LISTEN} and forget it.
	 */
	private boolean hearsEcho(LockStatements statements, PostgresNotifications notifications) throws SQLException {
		this.connections.executeUrgently("send an echo", ECHO_TIME,
				(others) -> others.query("SELECT pg_notify(?, ?)", (rs, row) -> row, this.channel, ECHO));
		long until = System.nanoTime() + ECHO_TIME.toNanos();
		while (this.needed.getAsBoolean() && System.nanoTime() - until < 0) {
			List<String> messages = notifications.await(SLICE);
			take(statements, messages);
			if (messages.contains(ECHO)) {
				return true;
			}
		}
		return false;
	}

	private void listen(LockStatements statements, PostgresNotifications notifications) throws SQLException {
		long checkedAt = System.nanoTime();
		while (this.needed.getAsBoolean()) {
			take(statements, notifications.await(SLICE));
			if (System.nanoTime() - checkedAt > CHECK_INTERVAL.toNanos()) {
				statements.query("SELECT 1", (rs, row) -> row);
				checkedAt = System.nanoTime();
			}
		}
	}

	/**
	 * Tell who waits. If nobody does any more, somebody elsewhere may.
	 */
	private void take(LockStatements statements, List<String> messages) throws SQLException {
		List<String> unheard = messages.stream()
			.filter((lockId) -> !lockId.equals(ECHO) && !this.listeners.tell(new LockId(lockId)))
			.toList();
		if (!unheard.isEmpty()) {
			passOn(statements, unheard);
		}
	}

	private void passOn(LockStatements statements, List<String> locks) throws SQLException {
		try {
			this.dialect.passOn(statements, locks);
		}
		catch (SQLException ex) {
			if (!this.dialect.isContention(ex)) {
				throw ex;
			}
			logger.debug("Failed to tell others that a lock is free, they will find out", ex);
		}
	}

}
