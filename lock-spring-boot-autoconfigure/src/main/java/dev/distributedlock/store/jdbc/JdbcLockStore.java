// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.ConnectionPermits.Priority;

import org.springframework.boot.jdbc.DatabaseDriver;

/**
 * Keeps locks in a table of a SQL database.
 * <p>
 * The {@link DataSource} should be the store's own: it is never used through Spring's
 * transaction management, so that a lock is neither part of the application's transaction
 * nor waits for its pool.
 *
 * @since 0.1.0
 */
public final class JdbcLockStore implements LockStore, AutoCloseable {

	private static final int REMOVAL_BATCH = 500;

	private final LockConnections connections;

	private final LockDialect dialect;

	private final WakeUp wakeUp;

	/**
	 * Create a new store. Connects to find out which database it is, unless the options
	 * say so, and what MySQL and MariaDB are set to.
	 * @param dataSource provides connections
	 * @param options how to use them
	 * @throws LockStoreException if the database cannot be reached
	 * @throws IllegalArgumentException if there is no dialect for the database
	 */
	public JdbcLockStore(DataSource dataSource, JdbcLockStoreOptions options) {
		DataSource outside = LockConnections.outsideOfTransactions(dataSource);
		LockDialects database = LockDialects.find(options.platform(),
				new LockConnections(outside, options, StatementRules.STANDARD));
		LockConnections connections = new LockConnections(outside, options, database.statementRules());
		this.connections = database.needsReadCommitted() ? connections.inReadCommitted() : connections;
		this.dialect = database.create(options.tableName());
		this.wakeUp = options.listenTime().isZero() ? WakeUp.NONE
				: this.dialect.wakeUp(this.connections, options.listenTime());
	}

	/**
	 * Return the URL of connections for locks. With PostgreSQL, an operation whose server
	 * has fallen silent ends within about a second after its time-out: by default, the
	 * driver tries to cancel the statement for ten seconds, and the operation waits.
	 * @param url the JDBC URL of the application; null if unknown
	 * @return the URL for locks; null if unknown
	 */
	public static @Nullable String connectionUrl(@Nullable String url) {
		return (url != null) ? LockDialects.connectionUrl(DatabaseDriver.fromJdbcUrl(url), url) : null;
	}

	/**
	 * Return what a connection for locks should be initialised with: a time limit for
	 * waiting at the database, where acquiring may have to.
	 * @param url the JDBC URL, which tells the database; null if unknown
	 * @param operationTimeout how long an operation may take
	 * @param inherited what it is initialised with anyway; null for nothing
	 * @return the SQL, or null for none
	 */
	public static @Nullable String connectionInitSql(@Nullable String url, Duration operationTimeout,
			@Nullable String inherited) {
		return LockDialects.connectionInitSql(DatabaseDriver.fromJdbcUrl(url), operationTimeout, inherited);
	}

	/**
	 * Check that the table is there and has the columns it needs. From now on it is used
	 * in the schema in which it is found, whatever schema a connection is set to.
	 * @throws LockStoreException if it cannot be read
	 * @throws IllegalStateException if locks would not be safe in it; the message says
	 * what to change
	 */
	public void verifySchema() {
		this.connections.execute("read the lock table", this.dialect::verify);
		this.connections.execute("find the schema of the lock table", (statements) -> {
			this.dialect.qualify(statements);
			return null;
		});
	}

	/**
	 * Return whether transactions of a data source can be guarded in this store's table:
	 * it is tried out, with a random id.
	 * @param dataSource a data source of the application
	 * @return whether they do
	 * @throws LockStoreException if either connection fails, or the table cannot be read
	 */
	public boolean sharesDatabaseWith(DataSource dataSource) {
		return new DatabaseProbe(this, this.connections, this.dialect).isFoundFrom(dataSource);
	}

	/**
	 * Check in a transaction of the application that locks are held, and keep others from
	 * being granted them until it has completed.
	 * @param connection the connection of the transaction; left open
	 * @param acquisition who should hold the locks
	 * @param remaining how long the holder may do nothing before its transaction is
	 * ended, where the database can do that
	 * @return what became of it; not involved if the connection is in no transaction
	 * @throws LockStoreException if the check failed
	 */
	CommitGuard.Result guard(Connection connection, Acquisition acquisition, Duration remaining) {
		try {
			if (connection.getAutoCommit()) {
				return CommitGuard.Result.NOT_INVOLVED;
			}
			LockDialect.Guarded guarded = lockRows(connection, acquisition, remaining);
			return (guarded != null) ? toResult(guarded, acquisition) : CommitGuard.Result.NOT_INVOLVED;
		}
		catch (SQLException ex) {
			if (this.dialect.isContention(ex) && !isHeld(acquisition)) {
				return CommitGuard.Result.NOT_HELD;
			}
			throw this.connections.failure("check locks before a commit", ex);
		}
	}

	/**
	 * Lock the rows, unless the connection leads to another database, as that of a tenant
	 * may.
	 * @return what was locked, or null if the table is not there
	 */
	private LockDialect.@Nullable Guarded lockRows(Connection connection, Acquisition acquisition, Duration remaining)
			throws SQLException {
		LockStatements statements = this.connections.statements(connection);
		try {
			return this.dialect.guard(statements, acquisition, remaining);
		}
		catch (SQLException ex) {
			if (!this.dialect.isTableMissing(ex)) {
				throw ex;
			}
			this.dialect.undoGuard(statements);
			return null;
		}
	}

	/**
	 * That rows were not found is not enough for a loss: it may be another table.
	 */
	private CommitGuard.Result toResult(LockDialect.Guarded guarded, Acquisition acquisition) {
		boolean found = guarded.locks() == acquisition.locks().size();
		if (found && guarded.upToDate()) {
			return CommitGuard.Result.HELD;
		}
		if (!isHeld(acquisition)) {
			return CommitGuard.Result.NOT_HELD;
		}
		return found ? CommitGuard.Result.HELD : CommitGuard.Result.NOT_INVOLVED;
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		WaitTime marked = this.wakeUp.isLive() ? waitTime : WaitTime.NONE;
		AcquireResult result = this.connections.execute("acquire", leaseTime, Priority.LOW,
				(statements) -> this.dialect.acquire(statements, acquisition, leaseTime, marked));
		if (!waitTime.isOver() && result instanceof AcquireResult.Busy) {
			this.wakeUp.refused(acquisition);
		}
		return result;
	}

	@Override
	public Subscription subscribe(Collection<LockId> locks, Runnable listener) {
		return this.wakeUp.subscribe(locks, listener);
	}

	/**
	 * Stop listening for releases. The data source stays open.
	 */
	@Override
	public void close() {
		this.wakeUp.close();
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		if (renewals.isEmpty()) {
			return List.of();
		}
		return this.connections.executeUrgently("renew", Renewal.limit(renewals),
				(statements) -> this.dialect.renew(statements, renewals));
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return this.connections.execute("release",
				(statements) -> this.dialect.release(statements, acquisition, minHoldTime));
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		if (locks.isEmpty()) {
			return List.of();
		}
		return this.connections.execute("find", (statements) -> this.dialect.find(statements, locks));
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		return this.connections.execute("list",
				(statements) -> this.dialect.list(statements, (after != null) ? after.value() : "", limit));
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return this.connections.execute("force a release", (statements) -> this.dialect.forceRelease(statements, lock));
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Walks through the table by its primary key: an index on the expiry would make every
	 * renewal write to it.
	 */
	@Override
	public void removeUnused(Duration retention) {
		String after = "";
		while (after != null) {
			after = removeUnused(after, retention);
		}
	}

	private @Nullable String removeUnused(String after, Duration retention) {
		return this.connections.execute("remove unused locks", (statements) -> {
			String last = this.dialect.lastOfBatch(statements, after, REMOVAL_BATCH);
			if (last != null) {
				this.dialect.removeUnused(statements, after, last, retention);
			}
			return last;
		});
	}

}
