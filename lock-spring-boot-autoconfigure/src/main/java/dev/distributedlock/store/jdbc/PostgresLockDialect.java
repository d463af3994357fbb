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
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

import org.springframework.util.Assert;

/**
 * PostgreSQL. Rows that another transaction has locked are skipped, not waited for.
 *
 * @author The Distributed Lock authors
 */
final class PostgresLockDialect extends ReturningLockDialect {

	private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

	/**
	 * Serialization failure, deadlock, lock not available.
	 */
	private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

	private final String acquire;

	private final String renew;

	private final String release;

	private final String remove;

	PostgresLockDialect(String table) {
		super(table, NOW);
		this.acquire = sql(ACQUIRE);
		this.renew = sql(RENEW);
		this.release = sql(RELEASE);
		this.remove = sql(REMOVE);
	}

	/**
	 * Decides on what {@code free} has locked, never on the snapshot alone: a row that
	 * changed in between is looked at again by {@code FOR UPDATE}. What may have to wait
	 * all the same, for a stranger who inserts the same lock, is bounded by a lock
	 * time-out for this statement alone: one of the session would reach others through a
	 * connection pooler.
	 */
	private static final String ACQUIRE = """
			WITH request AS (
				SELECT ?::text[] AS lock_ids, ?::uuid AS acquisition_id, ?::text AS owner, ?::bigint AS lease_time,
					%2$s AS now, set_config('lock_timeout', '250', true) AS lock_timeout
			), known AS (
				SELECT l.lock_id, l.owner, l.acquired_at, l.expires_at
				FROM %1$s l WHERE l.lock_id = ANY (?)
			), free AS (
				SELECT l.lock_id, l.token, l.acquisition_id = r.acquisition_id AS own
				FROM %1$s l, request r
				WHERE l.lock_id = ANY (?)
				AND CASE WHEN l.acquisition_id = r.acquisition_id THEN l.owner IS NOT NULL AND l.expires_at > r.now
					ELSE l.expires_at <= r.now END
				ORDER BY l.lock_id FOR UPDATE OF l SKIP LOCKED
			), decision AS (
				SELECT count(*) = (SELECT count(*) FROM known)
						AND count(*) FILTER (WHERE own) IN (0, (SELECT cardinality(lock_ids) FROM request)) AS granted,
					coalesce(bool_or(own), false) AS again, coalesce(max(token), 0) AS last_token
				FROM free
			), granted AS (
				SELECT r.*, d.again, r.now + r.lease_time AS expires_at,
					CASE WHEN d.again THEN d.last_token ELSE greatest(d.last_token + 1, r.now) END AS token
				FROM decision d, request r WHERE d.granted
			), updated AS (
				UPDATE %1$s l
				SET token = g.token, acquisition_id = g.acquisition_id, owner = g.owner,
					acquired_at = CASE WHEN g.again THEN l.acquired_at ELSE g.now END,
					expires_at = CASE WHEN g.again THEN greatest(l.expires_at, g.expires_at) ELSE g.expires_at END
				FROM free f, granted g WHERE l.lock_id = f.lock_id AND l.lock_id = ANY (?)
				RETURNING l.token, l.expires_at - g.now AS remaining
			), inserted AS (
				INSERT INTO %1$s (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
				SELECT w.lock_id, g.token, g.acquisition_id, g.owner, g.now, g.expires_at
				FROM granted g, unnest(g.lock_ids) AS w (lock_id)
				WHERE w.lock_id NOT IN (SELECT lock_id FROM known)
				ON CONFLICT DO NOTHING
				RETURNING token, expires_at - acquired_at AS remaining
			)
			SELECT token, remaining, NULL::text AS owner, NULL::bigint AS held_for FROM updated
			UNION ALL
			SELECT token, remaining, NULL, NULL FROM inserted
			UNION ALL
			SELECT NULL, k.expires_at - r.now, k.owner, r.now - k.acquired_at
			FROM known k, request r, decision d WHERE NOT d.granted AND k.expires_at > r.now""";

	private static final String RENEW = """
			WITH clock AS (
				SELECT %2$s AS now
			), wanted AS (
				SELECT * FROM unnest(?::uuid[], ?::int[], ?::bigint[], ?::bigint[])
					AS w (acquisition_id, locks, lease_time, max_hold)
			), alive AS (
				SELECT l.acquisition_id, count(*) AS locks FROM %1$s l, clock
				WHERE l.acquisition_id = ANY (?) AND l.owner IS NOT NULL AND l.expires_at > clock.now
				GROUP BY l.acquisition_id
			), unlocked AS (
				SELECT l.lock_id, l.acquisition_id FROM %1$s l, clock
				WHERE l.acquisition_id = ANY (?) AND l.owner IS NOT NULL AND l.expires_at > clock.now
				ORDER BY l.lock_id FOR NO KEY UPDATE OF l SKIP LOCKED
			), complete AS (
				SELECT w.acquisition_id, w.lease_time, w.max_hold
				FROM wanted w JOIN unlocked u ON u.acquisition_id = w.acquisition_id
				GROUP BY w.acquisition_id, w.locks, w.lease_time, w.max_hold HAVING count(*) = w.locks
			), renewed AS (
				UPDATE %1$s l
				SET expires_at = greatest(l.expires_at, least(clock.now + c.lease_time, l.acquired_at + c.max_hold))
				FROM unlocked u, complete c, clock
				WHERE l.lock_id = u.lock_id AND u.acquisition_id = c.acquisition_id AND l.acquisition_id = ANY (?)
				RETURNING l.acquisition_id, l.expires_at - clock.now AS remaining
			)
			SELECT a.acquisition_id, a.locks AS alive, count(r.remaining) AS renewed, min(r.remaining) AS remaining
			FROM alive a LEFT JOIN renewed r ON r.acquisition_id = a.acquisition_id
			GROUP BY a.acquisition_id, a.locks""";

	/**
	 * Waits for a stranger's row lock, but not for longer than the statement allows
	 * itself, also if nobody is there any more to cancel it.
	 */
	private static final String RELEASE = """
			WITH bound AS (SELECT set_config('lock_timeout', '1000', true))
			UPDATE %1$s SET owner = NULL, expires_at = greatest(acquired_at + ?, %2$s) FROM bound
			WHERE lock_id = ANY (?) AND acquisition_id = ? AND owner IS NOT NULL AND expires_at > %2$s""";

	private static final String REMOVE = """
			DELETE FROM %1$s WHERE lock_id IN (
				SELECT lock_id FROM %1$s
				WHERE lock_id > ? AND lock_id <= ? AND expires_at < %2$s - ? AND token < %2$s - ?
				FOR UPDATE SKIP LOCKED)""";

	/**
	 * Shares the rows with whoever does not change a key, renewals among them; a grant
	 * changes one. The end of a session that is idle in its transaction, for that
	 * transaction alone, is that of a holder which stops between this and the commit.
	 */
	private static final String GUARD = """
			SELECT count(*) AS locks, current_setting('transaction_isolation') = 'read committed' AS up_to_date,
				set_config('idle_in_transaction_session_timeout', least(?::bigint,
					nullif(extract(epoch FROM current_setting('idle_in_transaction_session_timeout')::interval) * 1000, 0)
				)::bigint::text, true) AS idle_timeout
			FROM (SELECT lock_id FROM %1$s WHERE acquisition_id = ? AND owner IS NOT NULL FOR KEY SHARE) held""";

	/**
	 * Cannot be planned without a unique key, and does nothing else.
	 */
	private static final String NEEDS_KEY = """
			EXPLAIN INSERT INTO %1$s (lock_id) VALUES ('') ON CONFLICT (lock_id) DO NOTHING""";

	/**
	 * Invalid column reference, for want of a key.
	 */
	private static final String NO_KEY = "42P10";

	@Override
	List<AcquireResult> request(LockStatements statements, Acquisition acquisition, Duration leaseTime)
			throws SQLException {
		Object lockIds = statements.array("text", values(acquisition.locks()));
		return statements.query(this.acquire, ReturningLockDialect::toAnswer, lockIds, acquisition.id(),
				acquisition.owner(), micros(leaseTime), lockIds, lockIds, lockIds);
	}

	@Override
	List<RenewalResult> renew(LockStatements statements, List<Renewal> renewals) throws SQLException {
		Object acquisitions = array(statements, "uuid", renewals, (renewal) -> renewal.acquisition().id());
		Object locks = array(statements, "int", renewals, (renewal) -> renewal.acquisition().locks().size());
		Object leaseTimes = array(statements, "bigint", renewals, (renewal) -> micros(renewal.leaseTime()));
		Object maxHolds = array(statements, "bigint", renewals,
				(renewal) -> (renewal.maxHoldTime() != null) ? micros(renewal.maxHoldTime()) : null);
		return Renewed.results(renewals, statements.query(this.renew, Renewed::of, acquisitions, locks, leaseTimes,
				maxHolds, acquisitions, acquisitions, acquisitions));
	}

	private static Object array(LockStatements statements, String type, List<Renewal> renewals,
			Function<Renewal, @Nullable Object> element) throws SQLException {
		return statements.array(type, renewals.stream().map(element).toList());
	}

	@Override
	ReleaseOutcome release(LockStatements statements, Acquisition acquisition, Duration minHoldTime)
			throws SQLException {
		int released = statements.update(this.release, micros(minHoldTime),
				statements.array("text", values(acquisition.locks())), acquisition.id());
		return (released == acquisition.locks().size()) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
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
					Math.max(1, remaining.toMillis()), acquisition.id())
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

}
