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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

import org.springframework.util.Assert;

/**
 * PostgreSQL. Rows that another transaction has locked are skipped, not waited for.
 *
 * @author The Distributed Lock authors
 */
final class PostgresLockDialect extends ReturningLockDialect {

	private static final Log logger = LogFactory.getLog(PostgresLockDialect.class);

	private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

	/**
	 * Serialization failure, deadlock, lock not available.
	 */
	private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

	/**
	 * What an update of a table says that has been created before waiters left marks.
	 */
	private static final String UNDEFINED_COLUMN = "42703";

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

	private static final String CHANNEL = "distributed_lock_";

	private final String acquireOne;

	private final String acquireAll;

	private final String acquireOneOrMark;

	private final String acquireAllOrMark;

	private final String renew;

	private final String remove;

	private final String passOn;

	private final WakingSql releaseOne;

	private final WakingSql releaseAll;

	private final WakingSql forceRelease;

	private final String waiterId = UUID.randomUUID().toString().replace("-", "");

	/**
	 * Whether whoever waits leaves a mark, for a release to see.
	 */
	private volatile boolean marks;

	PostgresLockDialect(String table) {
		super(table, NOW);
		this.acquireOne = sql(PostgresAcquireSql.one());
		this.acquireAll = sql(PostgresAcquireSql.all());
		this.acquireOneOrMark = sql(PostgresAcquireSql.oneOrMark());
		this.acquireAllOrMark = sql(PostgresAcquireSql.allOrMark());
		this.renew = sql(RENEW);
		this.remove = sql(REMOVE);
		this.passOn = sql(PASS_ON);
		this.releaseOne = waking(RELEASE, RELEASED.replace("%3$s", "lock_id = ?"));
		this.releaseAll = waking(RELEASE, RELEASED.replace("%3$s", "lock_id = ANY (?)"));
		this.forceRelease = waking(FORCE_RELEASE, FORCED);
	}

	private WakingSql waking(String set, String where) {
		return new WakingSql(sql(set + ", " + TAKE_MARK + where + WAKE_UP), sql(set + where));
	}

	/**
	 * Looks each lock up by its id, whatever the planner thinks of the size of arrays
	 * that it does not know: no list is joined with another one.
	 */
	private static final String RENEW = """
			WITH clock AS (
				SELECT %2$s AS now
			), wanted AS (
				SELECT * FROM unnest(?::text[], ?::uuid[], ?::int[], ?::bigint[], ?::bigint[])
					AS w (lock_id, acquisition_id, locks, lease_time, max_hold)
			), alive AS (
				SELECT l.acquisition_id FROM wanted w JOIN %1$s l ON l.lock_id = w.lock_id, clock
				WHERE l.acquisition_id = w.acquisition_id AND l.owner IS NOT NULL AND l.expires_at > clock.now
			), unlocked AS (
				SELECT l.lock_id, w.acquisition_id, w.locks, w.lease_time, w.max_hold
				FROM wanted w JOIN %1$s l ON l.lock_id = w.lock_id, clock
				WHERE l.acquisition_id = w.acquisition_id AND l.owner IS NOT NULL AND l.expires_at > clock.now
				FOR NO KEY UPDATE OF l SKIP LOCKED
			), renewed AS (
				UPDATE %1$s l
				SET expires_at = greatest(l.expires_at, least(clock.now + u.lease_time, l.acquired_at + u.max_hold))
				FROM (SELECT *, count(*) OVER (PARTITION BY acquisition_id) AS found FROM unlocked) u, clock
				WHERE l.lock_id = u.lock_id AND u.found = u.locks
				RETURNING l.acquisition_id, l.expires_at - clock.now AS remaining
			)
			SELECT acquisition_id, count(*) - count(remaining) AS alive, count(remaining) AS renewed,
				min(remaining) AS remaining
			FROM (SELECT acquisition_id, NULL AS remaining FROM alive
				UNION ALL SELECT acquisition_id, remaining FROM renewed) answers
			GROUP BY acquisition_id""";

	/**
	 * Waits for a stranger's row lock, but not for longer than the statement allows
	 * itself, also if nobody is there any more to cancel it. Need not be durable: what a
	 * crash forgets is taken until its lease ends. Grants and renewals are. For this
	 * statement alone, which is never part of a transaction of the application.
	 */
	private static final String BOUNDED = """
			set_config('lock_timeout', '1000', true) IS NOT NULL
			AND set_config('synchronous_commit', 'off', true) IS NOT NULL
			""";

	/**
	 * Takes the mark of who has waited longest out of those that the row has at last, not
	 * only in the snapshot.
	 */
	private static final String TAKE_MARK = "woken = waiters[1], waiters = nullif(waiters[2:], '{}')";

	private static final String WAKE_UP = """
			RETURNING CASE WHEN woken IS NOT NULL
				THEN pg_notify('distributed_lock_' || split_part(woken, ' ', 2), lock_id) END""";

	private static final String RELEASE = """
			UPDATE %1$s SET owner = NULL, expires_at = greatest(acquired_at + ?, %2$s)""";

	private static final String RELEASED = """

			WHERE %3$s AND acquisition_id = ? AND owner IS NOT NULL AND expires_at > %2$s AND
			""" + BOUNDED;

	private static final String FORCE_RELEASE = """
			UPDATE %1$s SET owner = NULL, token = greatest(token + 1, %2$s), expires_at = %2$s""";

	private static final String FORCED = """

			WHERE lock_id = ? AND expires_at > %2$s AND set_config('lock_timeout', '1000', true) IS NOT NULL
			""";

	private static final String PASS_ON = "UPDATE %1$s SET " + TAKE_MARK + """

			WHERE lock_id = ANY (?) AND waiters IS NOT NULL AND expires_at <= %2$s AND
			""" + BOUNDED + WAKE_UP;

	private static final String REMOVE = """
			DELETE FROM %1$s WHERE lock_id IN (
				SELECT lock_id FROM %1$s
				WHERE lock_id > ? AND lock_id <= ? AND expires_at < %2$s - ? AND token < %2$s - ?
				FOR UPDATE SKIP LOCKED)""";

	/**
	 * Shares the rows with whoever does not change a key, renewals among them; a grant
	 * locks them as if it did. The end of a session that is idle in its transaction, for
	 * that transaction alone, is that of a holder which stops between this and the
	 * commit.
	 */
	private static final String GUARD = """
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

	/**
	 * Invalid column reference, for want of a key.
	 */
	private static final String NO_KEY = "42P10";

	/**
	 * The id of this client in the marks that it leaves.
	 */
	String channel() {
		return CHANNEL + this.waiterId;
	}

	boolean marks() {
		return this.marks;
	}

	@Override
	List<AcquireResult> request(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException {
		if (!waitTime.isOver() && this.marks) {
			try {
				return requestOrMark(statements, acquisition, leaseTime, waitTime);
			}
			catch (SQLException ex) {
				if (isContention(ex)) {
					return List.of(UNMARKED);
				}
				checkMarks(ex);
			}
		}
		Object locks = locks(statements, acquisition);
		return (acquisition.locks().size() == 1)
				? statements.query(this.acquireOne, ReturningLockDialect::toAnswer, locks, acquisition.id(),
						acquisition.owner(), micros(leaseTime), locks)
				: statements.query(this.acquireAll, ReturningLockDialect::toAnswer, locks, acquisition.id(),
						acquisition.owner(), micros(leaseTime), locks, locks, locks, locks);
	}

	private List<AcquireResult> requestOrMark(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException {
		boolean one = acquisition.locks().size() == 1;
		Object locks = locks(statements, acquisition);
		for (int tries = 0; tries < TRIES; tries++) {
			List<AcquireResult> answers = one
					? statements.query(this.acquireOneOrMark, ReturningLockDialect::toAnswer, locks, acquisition.id(),
							acquisition.owner(), micros(leaseTime), this.waiterId, micros(waitTime.elapsed()),
							micros(waitTime.remaining()), locks)
					: statements.query(this.acquireAllOrMark, ReturningLockDialect::toAnswer, locks, acquisition.id(),
							acquisition.owner(), micros(leaseTime), locks, locks, locks, this.waiterId,
							micros(waitTime.elapsed()), micros(waitTime.remaining()));
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
		List<String> locks = new ArrayList<>(renewals.size());
		List<Renewal> byLock = new ArrayList<>(renewals.size());
		for (Renewal renewal : renewals) {
			for (LockId lock : renewal.acquisition().locks()) {
				locks.add(lock.value());
				byLock.add(renewal);
			}
		}
		Object acquisitions = array(statements, "uuid", byLock, (renewal) -> renewal.acquisition().id());
		Object sizes = array(statements, "int", byLock, (renewal) -> renewal.acquisition().locks().size());
		Object leaseTimes = array(statements, "bigint", byLock, (renewal) -> micros(renewal.leaseTime()));
		Object maxHolds = array(statements, "bigint", byLock,
				(renewal) -> (renewal.maxHoldTime() != null) ? micros(renewal.maxHoldTime()) : null);
		return Renewed.results(renewals, statements.query(this.renew, Renewed::of, statements.array("text", locks),
				acquisitions, sizes, leaseTimes, maxHolds));
	}

	private static Object array(LockStatements statements, String type, List<Renewal> renewals,
			Function<Renewal, @Nullable Object> element) throws SQLException {
		return statements.array(type, renewals.stream().map(element).toList());
	}

	@Override
	ReleaseOutcome release(LockStatements statements, Acquisition acquisition, Duration minHoldTime)
			throws SQLException {
		boolean one = acquisition.locks().size() == 1;
		Object locks = locks(statements, acquisition);
		int released = change(statements, one ? this.releaseOne : this.releaseAll, micros(minHoldTime), locks,
				acquisition.id());
		return (released == acquisition.locks().size()) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
	}

	@Override
	boolean forceRelease(LockStatements statements, LockId lock) throws SQLException {
		return change(statements, this.forceRelease, lock.value()) > 0;
	}

	/**
	 * Execute a statement that wakes up who waits, or the same without, if the table has
	 * no room for marks.
	 */
	private int change(LockStatements statements, WakingSql sql, Object... parameters) throws SQLException {
		if (this.marks) {
			try {
				return statements.query(sql.waking(), (rs, row) -> row, parameters).size();
			}
			catch (SQLException ex) {
				checkMarks(ex);
			}
		}
		return statements.update(sql.silent(), parameters);
	}

	/**
	 * Do without marks from now on if that is what a failure is about.
	 */
	private void checkMarks(SQLException ex) throws SQLException {
		if (!UNDEFINED_COLUMN.equals(ex.getSQLState())) {
			throw ex;
		}
		this.marks = false;
		logger.warn("Whoever waits for a lock polls, because the lock table was created by an earlier version."
				+ " Change that when all replicas have been upgraded: "
				+ sql("ALTER TABLE %1$s ADD COLUMN waiters TEXT[], ADD COLUMN woken TEXT"));
	}

	/**
	 * Have those who wait for free locks told, since whoever was told does not want them
	 * any more.
	 */
	int passOn(LockStatements statements, List<String> locks) throws SQLException {
		return statements.query(this.passOn, (rs, row) -> row, statements.array("text", locks)).size();
	}

	@Override
	WakeUp wakeUp(LockConnections connections, Duration listenTime) {
		this.marks = true;
		return new PostgresWakeUp(connections, this, listenTime);
	}

	/**
	 * Leaves rows alone that somebody has locked, instead of waiting with the others of
	 * the batch in hand.
	 */
	@Override
	int removeUnused(LockStatements statements, String after, String last, Duration retention) throws SQLException {
		return statements.update(this.remove, after, last, micros(retention), micros(retention));
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

	/**
	 * A statement that makes locks free.
	 *
	 * @param waking takes marks out and tells who left them
	 * @param silent does not
	 */
	private record WakingSql(String waking, String silent) {
	}

}
