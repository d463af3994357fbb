// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockListeners;

/**
 * Listens on a connection for as long as that is needed.
 */
final class PostgresListener {

	private static final Duration SLICE = Duration.ofMillis(200);

	/**
	 * After how long to return the connection, so that the pool can replace it: because
	 * of its age, its credentials, or because it is broken.
	 */
	private static final Duration TURN = Duration.ofSeconds(10);

	private static final Duration ECHO_TIME = Duration.ofSeconds(5);

	private final LockConnections connections;

	private final HandOff handOff;

	private final String channel;

	private final LockListeners listeners;

	private final BooleanSupplier needed;

	private volatile boolean live;

	/**
	 * Whether an echo has been heard, so that the path is known to deliver.
	 */
	private boolean proven;

	PostgresListener(LockConnections connections, HandOff handOff, String channel, LockListeners listeners,
			BooleanSupplier needed) {
		this.connections = connections;
		this.handOff = handOff;
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
	 * Listen until that is not needed any more, or the connection has had its turn.
	 * @return what came of it
	 */
	Result listen() {
		try {
			return this.connections.executeUrgently("listen for releases", ECHO_TIME, this::listen);
		}
		catch (RuntimeException | Error ex) {
			this.proven = false;
			throw ex;
		}
	}

	private Result listen(LockStatements statements) throws SQLException {
		PostgresNotifications notifications = PostgresNotifications.of(statements);
		if (notifications == null) {
			return Result.DEAF;
		}
		statements.update("LISTEN " + this.channel);
		try {
			Result result = this.proven ? Result.LISTENED : awaitEcho(statements, notifications);
			if (result == Result.LISTENED) {
				this.proven = true;
				this.live = true;
				this.listeners.tellAll();
				listen(statements, notifications);
			}
			return result;
		}
		finally {
			this.live = false;
			statements.update("UNLISTEN " + this.channel);
		}
	}

	/**
	 * Find out whether the path delivers what another connection sends: poolers accept a
	 * {@code LISTEN} and forget it. Does not wait for the other connection with this one
	 * in hand, which may be the only one that can be had.
	 */
	private Result awaitEcho(LockStatements statements, PostgresNotifications notifications) throws SQLException {
		PostgresEcho echo = new PostgresEcho(this.connections, this.channel, ECHO_TIME);
		echo.send();
		long sentAt = System.nanoTime();
		while (this.needed.getAsBoolean() && System.nanoTime() - sentAt < ECHO_TIME.toNanos()) {
			List<String> messages = notifications.await(SLICE);
			take(statements, messages);
			if (messages.contains(PostgresEcho.MESSAGE)) {
				return Result.LISTENED;
			}
			if (!echo.hasConnection()) {
				return Result.STARVED;
			}
		}
		return Result.DEAF;
	}

	private void listen(LockStatements statements, PostgresNotifications notifications) throws SQLException {
		long startedAt = System.nanoTime();
		while (this.needed.getAsBoolean() && System.nanoTime() - startedAt < TURN.toNanos()) {
			take(statements, notifications.await(SLICE));
		}
	}

	/**
	 * Tell who waits. If nobody does any more, somebody elsewhere may.
	 */
	private void take(LockStatements statements, List<String> messages) throws SQLException {
		List<String> unheard = messages.stream()
			.filter((lockId) -> !lockId.equals(PostgresEcho.MESSAGE) && !this.listeners.tell(new LockId(lockId)))
			.toList();
		if (!unheard.isEmpty()) {
			this.handOff.passOn(statements, unheard);
		}
	}

	/**
	 * What comes of listening.
	 */
	enum Result {

		/**
		 * Notifications arrived until they were not needed any more.
		 */
		LISTENED,

		/**
		 * Notifications do not arrive.
		 */
		DEAF,

		/**
		 * There is no connection beside the one that would listen.
		 */
		STARVED

	}

	/**
	 * Hands locks on to the next waiters.
	 */
	@FunctionalInterface
	interface HandOff {

		/**
		 * Notify the next waiters of free locks.
		 * @param locks the values of their ids
		 */
		void passOn(LockStatements statements, List<String> locks) throws SQLException;

	}

}
