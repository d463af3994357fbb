// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Whether whoever waits leaves a mark in the lock table, for a release to see, and by
 * which id.
 */
final class PostgresMarks {

	private static final Log logger = LogFactory.getLog(PostgresMarks.class);

	/**
	 * What an update of a table says that has been created before waiters left marks.
	 */
	private static final String UNDEFINED_COLUMN = "42703";

	private static final String CHANNEL = "distributed_lock_";

	private final Supplier<String> table;

	private final String waiterId = UUID.randomUUID().toString().replace("-", "");

	/**
	 * For how long to do without after a failure.
	 */
	private static final long SUSPENSION = TimeUnit.MINUTES.toNanos(1);

	private volatile boolean left;

	private volatile long suspendedUntil = System.nanoTime();

	private volatile boolean warned;

	PostgresMarks(Supplier<String> table) {
		this.table = table;
	}

	/**
	 * The id of this client in the marks that it leaves.
	 */
	String waiterId() {
		return this.waiterId;
	}

	/**
	 * Where this client is told of a release.
	 */
	String channel() {
		return CHANNEL + this.waiterId;
	}

	boolean areLeft() {
		return this.left && System.nanoTime() - this.suspendedUntil >= 0;
	}

	void leave() {
		this.left = true;
	}

	/**
	 * Do without marks, for ever or for a while, because a statement succeeds only
	 * without them.
	 */
	void failed(SQLException ex) {
		if (UNDEFINED_COLUMN.equals(ex.getSQLState())) {
			absent();
		}
		else {
			suspend(ex);
		}
	}

	private void suspend(SQLException ex) {
		this.suspendedUntil = System.nanoTime() + SUSPENSION;
		if (this.warned) {
			logger.debug("PostgreSQL still cannot notify waiting callers", ex);
		}
		else {
			this.warned = true;
			logger.warn("Callers that wait for a lock poll, because PostgreSQL cannot notify them: " + ex.getMessage()
					+ ". This is tried again every minute");
		}
	}

	/**
	 * Do without marks from now on if that is what a failure is about.
	 * @throws SQLException the failure, if it is about something else
	 */
	void checkAbsence(SQLException ex) throws SQLException {
		if (!UNDEFINED_COLUMN.equals(ex.getSQLState())) {
			throw ex;
		}
		absent();
	}

	private void absent() {
		this.left = false;
		logger.warn("Callers that wait for a lock poll, because the lock table was created by an earlier version."
				+ " Change that when all replicas have been upgraded: ALTER TABLE " + this.table.get()
				+ " ADD COLUMN waiters TEXT[], ADD COLUMN woken TEXT");
	}

}
