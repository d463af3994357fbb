// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * PostgreSQL. Rows that another transaction has locked are skipped, not waited for.
 */
final class PostgresLockDialect extends ReturningLockDialect {

	private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

	private static final String REMOVE = """
			DELETE FROM %1$s WHERE lock_id IN (
				SELECT lock_id FROM %1$s
				WHERE lock_id > ? AND lock_id <= ? AND expires_at < %2$s - ? AND token < %2$s - ?
				FOR UPDATE SKIP LOCKED)
			AND set_config('synchronous_commit', 'off', true) IS NOT NULL""";

	/**
	 * Shares the rows with whoever does not change a key, renewals among them; a grant
	 * locks them as if it did. The end of a session that is idle in its transaction, for
	 * that transaction alone, is that of a holder which stops between this and the
	 * commit. A statement that fails would end the transaction, hence the savepoint, in
	 * the same round trip.
	 */
	private static final String GUARD = """
			SAVEPOINT distributed_lock_guard;
			SELECT count(*) AS locks, current_setting('transaction_isolation') = 'read committed' AS up_to_date,
				set_config('idle_in_transaction_session_timeout', least(?::bigint,
					nullif(extract(epoch FROM current_setting('idle_in_transaction_session_timeout')::interval) * 1000, 0)
				)::bigint::text, true) AS idle_timeout
			FROM (
				SELECT lock_id FROM %1$s WHERE lock_id = ANY (?) AND acquisition_id = ? AND owner IS NOT NULL
				FOR KEY SHARE) held""";

	/**
	 * Cannot be planned without a unique key, and does nothing else.
	 */
	private static final String NEEDS_KEY = """
			EXPLAIN INSERT INTO %1$s (lock_id) VALUES ('') ON CONFLICT (lock_id) DO NOTHING""";

	private static final String SCHEMA = """
			SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(?)""";

	/**
	 * Invalid column reference, for want of a key.
	 */
	private static final String NO_KEY = "42P10";

	/**
	 * Serialization failure, deadlock, lock not available.
	 */
	private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

	/**
	 * How often to look again at a lock that is free, but was not granted.
	 */
	private static final int TRIES = 3;

	private static final Duration SOON = Duration.ofMillis(20);

	/**
	 * The answer where somebody else is at work on the row: nobody is going to be told,
	 * so ask again before long. One that does not say when would be slept on.
	 */
	private static final AcquireResult UNMARKED = new AcquireResult.Busy(
			new LockHolder(null, Duration.ZERO, Duration.ofMillis(200)));

	private final PostgresMarks marks;

	PostgresLockDialect(LockTableName tableName) {
		super(tableName, NOW);
		this.marks = new PostgresMarks(this::table);
	}

	@Override
	@Nullable String findSchema(LockStatements statements) throws SQLException {
		return statements.query(SCHEMA, (rs, row) -> rs.getString(1), table()).stream().findFirst().orElse(null);
	}

	@Override
	List<AcquireResult> request(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException {
		if (!waitTime.isOver() && this.marks.areLeft()) {
			try {
				return requestOrMark(statements, acquisition, leaseTime, waitTime);
			}
			catch (SQLException ex) {
				if (isContention(ex)) {
					return List.of(UNMARKED);
				}
				this.marks.checkAbsence(ex);
			}
		}
		Object locks = locks(statements, acquisition);
		return (acquisition.locks().size() == 1)
				? statements.query(sql(PostgresAcquireSql.ONE), ReturningLockDialect::toAnswer, locks, acquisition.id(),
						acquisition.owner(), micros(leaseTime), locks)
				: statements.query(sql(PostgresAcquireSql.ALL), ReturningLockDialect::toAnswer, locks, acquisition.id(),
						acquisition.owner(), micros(leaseTime), locks, locks, locks, locks);
	}

	private List<AcquireResult> requestOrMark(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException {
		boolean one = acquisition.locks().size() == 1;
		Object locks = locks(statements, acquisition);
		for (int tries = 0; tries < TRIES; tries++) {
			List<AcquireResult> answers = one
					? statements.query(sql(PostgresAcquireSql.ONE_OR_MARK), ReturningLockDialect::toAnswer, locks,
							acquisition.id(), acquisition.owner(), micros(leaseTime), this.marks.waiterId(),
							micros(waitTime.elapsed()), micros(waitTime.remaining()), locks)
					: statements.query(sql(PostgresAcquireSql.ALL_OR_MARK), ReturningLockDialect::toAnswer, locks,
							acquisition.id(), acquisition.owner(), micros(leaseTime), locks, locks, locks,
							this.marks.waiterId(), micros(waitTime.elapsed()), micros(waitTime.remaining()));
			if (answers.stream().anyMatch(PostgresLockDialect::isSettled)) {
				return answers;
			}
		}
		return List.of(new AcquireResult.Busy(new LockHolder(null, Duration.ZERO, SOON)));
	}

	/**
	 * One lock is looked up faster than an array of one.
	 */
	private static Object locks(LockStatements statements, Acquisition acquisition) throws SQLException {
		List<LockId> locks = acquisition.locks();
		return (locks.size() == 1) ? locks.get(0).value() : statements.array("text", values(locks));
	}

	/**
	 * Whether a lock was granted, or a mark was left. If not, the lock has become free in
	 * between.
	 */
	private static boolean isSettled(AcquireResult answer) {
		return answer instanceof AcquireResult.Granted || answer instanceof AcquireResult.Busy busy
				&& busy.holder() != null && busy.holder().remaining().compareTo(Duration.ZERO) > 0;
	}

	@Override
	List<RenewalResult> renew(LockStatements statements, List<Renewal> renewals) throws SQLException {
		long sentAt = clock().sending();
		List<Renewed> answers = statements.query(sql(PostgresRenewSql.RENEW), Renewed::of,
				PostgresRenewSql.parameters(statements, renewals));
		clock().answered(sentAt, answers.get(0).now());
		return Renewed.results(renewals, answers);
	}

	@Override
	ReleaseOutcome release(LockStatements statements, Acquisition acquisition, Duration minHoldTime)
			throws SQLException {
		boolean one = acquisition.locks().size() == 1;
		Object locks = locks(statements, acquisition);
		int released = change(statements, one ? PostgresReleaseSql.ONE : PostgresReleaseSql.ALL, micros(minHoldTime),
				locks, acquisition.id());
		return (released == acquisition.locks().size()) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
	}

	@Override
	boolean forceRelease(LockStatements statements, LockId lock) throws SQLException {
		return change(statements, PostgresReleaseSql.FORCED, lock.value()) > 0;
	}

	/**
	 * Execute a statement that notifies a waiter, or the same without if that fails. No
	 * release fails because of a notification.
	 */
	private int change(LockStatements statements, PostgresReleaseSql release, Object... parameters)
			throws SQLException {
		if (!this.marks.areLeft()) {
			return statements.update(sql(release.silent()), parameters);
		}
		try {
			return statements.query(sql(release.waking()), (rs, row) -> row, parameters).size();
		}
		catch (SQLException ex) {
			if (isOutcomeUnknown(ex) || (isContention(ex) && !PostgresStatementRules.context(ex).isEmpty())) {
				throw ex;
			}
			return changeSilently(statements, release, ex, parameters);
		}
	}

	private int changeSilently(LockStatements statements, PostgresReleaseSql release, SQLException failure,
			Object... parameters) throws SQLException {
		try {
			int changed = statements.update(sql(release.silent()), parameters);
			this.marks.failed(failure);
			return changed;
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
			throw failure;
		}
	}

	/**
	 * Have those who wait for free locks notified, since the waiter that was notified
	 * does not want them any more. If that fails, they find out by polling.
	 */
	void passOn(LockStatements statements, List<String> locks) throws SQLException {
		try {
			statements.query(sql(PostgresReleaseSql.PASS_ON), (rs, row) -> row, statements.array("text", locks));
		}
		catch (SQLException ex) {
			if (isOutcomeUnknown(ex)) {
				throw ex;
			}
			if (PostgresStatementRules.context(ex).isEmpty()) {
				this.marks.failed(ex);
			}
		}
	}

	/**
	 * Whether the connection broke, or the commit is not sure.
	 */
	private static boolean isOutcomeUnknown(SQLException ex) {
		String state = ex.getSQLState();
		return state == null || state.startsWith("08") || state.startsWith("57P");
	}

	@Override
	WakeUp wakeUp(LockConnections connections, Duration listenTime) {
		this.marks.leave();
		return new PostgresWakeUp(connections, this::passOn, this.marks, listenTime);
	}

	/**
	 * Leaves rows alone that somebody has locked, instead of waiting with the others of
	 * the batch in hand.
	 */
	@Override
	int removeUnused(LockStatements statements, String after, String last, Duration retention) throws SQLException {
		return statements.update(sql(REMOVE), after, last, micros(retention), micros(retention));
	}

	@Override
	Guarded guard(LockStatements statements, Acquisition acquisition, Duration remaining) throws SQLException {
		return statements
			.query(sql(GUARD), (rs, row) -> new Guarded(rs.getInt("locks"), rs.getBoolean("up_to_date")),
					Math.max(1, remaining.toMillis()), statements.array("text", values(acquisition.locks())),
					acquisition.id())
			.get(0);
	}

	@Override
	void undoGuard(LockStatements statements) throws SQLException {
		statements.update("ROLLBACK TO SAVEPOINT distributed_lock_guard");
	}

	@Override
	int verify(LockStatements statements) throws SQLException {
		int rows = super.verify(statements);
		try {
			statements.query(sql(NEEDS_KEY), (rs, row) -> row);
		}
		catch (SQLException ex) {
			Assert.state(!NO_KEY.equals(ex.getSQLState()),
					() -> "Two rows of the lock table can be for the same lock, because lock_id is not its primary key."
							+ " Change that: " + sql("ALTER TABLE %1$s ADD PRIMARY KEY (lock_id)"));
			throw ex;
		}
		return rows;
	}

	@Override
	String exactly() {
		return "ALTER TABLE %1$s ALTER COLUMN lock_id TYPE VARCHAR(255) COLLATE \"C\"";
	}

	@Override
	boolean isContention(SQLException ex) {
		return ex.getSQLState() != null && CONTENTION.contains(ex.getSQLState());
	}

}
