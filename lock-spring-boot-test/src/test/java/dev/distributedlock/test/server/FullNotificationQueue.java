// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

import org.springframework.dao.DataAccessException;

/**
 * A queue of PostgreSQL's notifications that is full, until this is closed: a session
 * listens and idles in a transaction, so that the server must keep every notification for
 * it.
 */
public final class FullNotificationQueue implements AutoCloseable {

	/**
	 * Fills a page of the queue, or almost.
	 */
	private static final String NOTIFY = "SELECT pg_notify('unread', repeat('x', 7900))";

	private static final String QUEUE_IS_FULL = "54000";

	private static final int MANY = 10_000;

	private final TestDatabase database;

	private final Connection reader;

	private FullNotificationQueue(TestDatabase database, Connection reader) {
		this.database = database;
		this.reader = reader;
	}

	/**
	 * Fill the queue, which all databases of a server share.
	 * @param database a database in the current major of PostgreSQL, whose queue is short
	 * @return the full queue
	 */
	public static FullNotificationQueue fill(TestDatabase database) {
		return fill(database, FullNotificationQueue::fill);
	}

	/**
	 * Fill the queue so far that the server warns of it, though not with each
	 * notification.
	 * @param database a database in the current major of PostgreSQL, whose queue is short
	 * @return the queue, which still has room
	 */
	public static FullNotificationQueue fillHalf(TestDatabase database) {
		return fill(database, FullNotificationQueue::fillHalf);
	}

	private static FullNotificationQueue fill(TestDatabase database, Consumer<FullNotificationQueue> filling) {
		FullNotificationQueue queue = new FullNotificationQueue(database, listen(database));
		try {
			filling.accept(queue);
			return queue;
		}
		catch (RuntimeException ex) {
			queue.close();
			throw ex;
		}
	}

	private static Connection listen(TestDatabase database) {
		try {
			Connection connection = database.dataSource().getConnection();
			try (Statement statement = connection.createStatement()) {
				statement.execute("LISTEN unread");
				connection.setAutoCommit(false);
				statement.execute("SELECT 1");
			}
			return connection;
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void fill() {
		try (Connection writer = this.database.dataSource().getConnection();
				Statement statement = writer.createStatement()) {
			for (int i = 0; i < MANY; i++) {
				statement.execute(NOTIFY);
			}
			throw new IllegalStateException("The queue is not full after %d notifications".formatted(MANY));
		}
		catch (SQLException ex) {
			if (!QUEUE_IS_FULL.equals(ex.getSQLState())) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void fillHalf() {
		while (usage() < 0.6) {
			this.database.execute(NOTIFY);
		}
	}

	/**
	 * Let the queue drain. The question how full it is lets the server look at who still
	 * has to read it.
	 */
	@Override
	public void close() {
		try (Connection connection = this.reader) {
			connection.rollback();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		ServerProcess.awaitTrue(() -> usage() < 0.5);
	}

	private double usage() throws DataAccessException {
		return Double.parseDouble(this.database.queryForString("SELECT pg_notification_queue_usage()"));
	}

}
