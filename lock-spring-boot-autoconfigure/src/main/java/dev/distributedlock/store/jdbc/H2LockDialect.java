// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * H2, in memory, in a file or as a server. Waits for a row that another transaction has
 * locked, and gives up after the lock time-out of the connection.
 */
final class H2LockDialect extends ReturningLockDialect {

	/**
	 * Faster than the seconds since the epoch, which are decimals.
	 */
	private static final String NOW = """
			DATEDIFF(MICROSECOND, TIMESTAMP '1970-01-01 00:00:00', CURRENT_TIMESTAMP AT TIME ZONE 'UTC')""";

	/**
	 * Duplicate key, deadlock, lock time-out, row changed meanwhile.
	 */
	private static final Set<Integer> CONTENTION = Set.of(23505, 40001, 50200, 90131);

	private static final int MISSING_SCHEMA = 90079;

	private static final String SCHEMA = """
			SELECT table_schema FROM information_schema.tables
			WHERE table_schema = CURRENT_SCHEMA AND UPPER(table_name) = UPPER(?)""";

	private static final int RELEASE_TRIES = 4;

	private static final String GRANTABLE = """
			CASE WHEN l.acquisition_id = CAST(?2 AS UUID) THEN l.owner IS NOT NULL AND l.expires_at > %2$s
			ELSE l.expires_at <= %2$s END""";

	/**
	 * Does not tell the holder, which takes H2 longer than another statement.
	 */
	private static final String ACQUIRE_ONE = """
			SELECT token, expires_at - %2$s AS remaining FROM FINAL TABLE (
				MERGE INTO %1$s l USING (
					VALUES (CAST(? AS VARCHAR), CAST(? AS UUID), CAST(? AS VARCHAR), CAST(? AS BIGINT), %2$s)
				) w (lock_id, acquisition_id, owner, lease_time, now) ON l.lock_id = w.lock_id
				WHEN MATCHED AND CASE WHEN l.acquisition_id = w.acquisition_id
					THEN l.owner IS NOT NULL AND l.expires_at > w.now ELSE l.expires_at <= w.now END THEN UPDATE SET
					token = CASE WHEN l.acquisition_id = w.acquisition_id THEN l.token
						ELSE GREATEST(l.token + 1, w.now) END,
					acquired_at = CASE WHEN l.acquisition_id = w.acquisition_id THEN l.acquired_at ELSE w.now END,
					expires_at = GREATEST(w.now + w.lease_time, CASE WHEN l.acquisition_id = w.acquisition_id
						THEN l.expires_at ELSE 0 END),
					acquisition_id = w.acquisition_id, owner = w.owner
				WHEN NOT MATCHED THEN INSERT (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
					VALUES (w.lock_id, w.now, w.acquisition_id, w.owner, w.now, w.now + w.lease_time)
			)""";

	private static final String ACQUIRE_ALL = """
			SELECT token, expires_at - %2$s AS remaining, CAST(NULL AS VARCHAR) AS owner, CAST(NULL AS BIGINT) AS held_for
			FROM FINAL TABLE (
				MERGE INTO %1$s l USING (
					SELECT w.lock_id, d.token
					FROM (
						SELECT GREATEST(%2$s, 1 + COALESCE(MAX(l.token), 0)) AS token,
							COUNT(CASE WHEN l.acquisition_id = CAST(?2 AS UUID) THEN 1 END) AS own,
							COUNT(CASE WHEN NOT (GRANTABLE) THEN 1 END) AS taken
						FROM %1$s l WHERE l.lock_id = ANY (?1)
					) d, UNNEST(?1) AS w (lock_id)
					WHERE d.taken = 0 AND d.own IN (0, CARDINALITY(?1))
				) w ON l.lock_id = w.lock_id
				WHEN MATCHED AND GRANTABLE THEN UPDATE SET
					token = CASE WHEN l.acquisition_id = CAST(?2 AS UUID) THEN l.token
						ELSE GREATEST(l.token + 1, w.token) END,
					acquired_at = CASE WHEN l.acquisition_id = CAST(?2 AS UUID) THEN l.acquired_at ELSE %2$s END,
					expires_at = GREATEST(%2$s + CAST(?4 AS BIGINT), CASE WHEN l.acquisition_id = CAST(?2 AS UUID)
						THEN l.expires_at ELSE 0 END),
					acquisition_id = CAST(?2 AS UUID), owner = ?3
				WHEN NOT MATCHED THEN INSERT (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
					VALUES (w.lock_id, w.token, CAST(?2 AS UUID), ?3, %2$s, %2$s + CAST(?4 AS BIGINT))
			)
			UNION ALL
			SELECT NULL, expires_at - %2$s, owner, %2$s - acquired_at
			FROM %1$s WHERE lock_id = ANY (?1) AND acquisition_id <> CAST(?2 AS UUID) AND expires_at > %2$s"""
		.replace("GRANTABLE", GRANTABLE);

	private static final String RENEW = """
			SELECT expires_at - %2$s AS remaining, %2$s AS now FROM FINAL TABLE (
				UPDATE %1$s
				SET expires_at = GREATEST(expires_at, LEAST(%2$s + CAST(? AS BIGINT), acquired_at + CAST(? AS BIGINT)))
				WHERE %4$s AND acquisition_id = CAST(? AS UUID) AND owner IS NOT NULL AND expires_at > %2$s)""";

	/**
	 * H2 has no locks that are shared: renewals have to wait for the commit.
	 */
	private static final String GUARD = """
			SELECT lock_id FROM %1$s WHERE %4$s AND acquisition_id = CAST(? AS UUID) AND owner IS NOT NULL FOR UPDATE""";

	private static final long LONGEST_HOLD = micros(Duration.ofDays(36500));

	H2LockDialect(LockTableName tableName) {
		super(tableName, NOW);
	}

	@Override
	@Nullable String findSchema(LockStatements statements) throws SQLException {
		return statements.query(SCHEMA, (rs, row) -> rs.getString(1), tableName().table().value())
			.stream()
			.findFirst()
			.orElse(null);
	}

	@Override
	boolean isTableMissing(SQLException ex) {
		return super.isTableMissing(ex) || MISSING_SCHEMA == ex.getErrorCode();
	}

	@Override
	List<AcquireResult> request(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException {
		List<LockId> locks = acquisition.locks();
		return (locks.size() == 1)
				? statements.query(sql(ACQUIRE_ONE), H2LockDialect::toGrant, locks.get(0).value(), acquisition.id(),
						acquisition.owner(), micros(leaseTime))
				: statements.query(sql(ACQUIRE_ALL), ReturningLockDialect::toAnswer,
						statements.array("VARCHAR", values(locks)), acquisition.id(), acquisition.owner(),
						micros(leaseTime));
	}

	private static AcquireResult toGrant(ResultSet rs, int row) throws SQLException {
		return new AcquireResult.Granted(rs.getLong(1), micros(rs.getLong(2)));
	}

	/**
	 * A statement each: one for all would wait, and fail, for all when one row is locked,
	 * and two that meet would be in each other's way.
	 */
	@Override
	List<RenewalResult> renew(LockStatements statements, List<Renewal> renewals) throws SQLException {
		List<RenewalResult> results = new ArrayList<>(renewals.size());
		for (Renewal renewal : renewals) {
			results.add(renew(statements, renewal));
		}
		return results;
	}

	private RenewalResult renew(LockStatements statements, Renewal renewal) throws SQLException {
		List<LockId> locks = renewal.acquisition().locks();
		long longest = (renewal.maxHoldTime() != null) ? micros(renewal.maxHoldTime()) : LONGEST_HOLD;
		try {
			long sentAt = clock().sending();
			List<Duration> remaining = statements.query(sql(RENEW, locks.size()), (rs, row) -> {
				clock().answered(sentAt, rs.getLong("now"));
				return micros(rs, "remaining");
			}, micros(renewal.leaseTime()), longest, values(locks), renewal.acquisition().id());
			return (remaining.size() == locks.size()) ? RenewalResult.renewed(remaining.get(0)) : RenewalResult.LOST;
		}
		catch (SQLException ex) {
			if (isContention(ex)) {
				return RenewalResult.BLOCKED;
			}
			throw ex;
		}
	}

	@Override
	Guarded guard(LockStatements statements, Acquisition acquisition, Duration remaining) throws SQLException {
		List<LockId> locks = acquisition.locks();
		return new Guarded(
				statements.query(sql(GUARD, locks.size()), (rs, row) -> row, values(locks), acquisition.id()).size(),
				true);
	}

	@Override
	String exactly() {
		return "ALTER TABLE %1$s ALTER COLUMN lock_id VARCHAR(255) NOT NULL";
	}

	/**
	 * Tries again if a row was locked for as long as the connection waits: whoever
	 * removes unused locks, or guards a transaction, needs it only for a moment.
	 */
	@Override
	ReleaseOutcome release(LockStatements statements, Acquisition acquisition, Duration minHoldTime)
			throws SQLException {
		for (int tries = 1;; tries++) {
			try {
				return super.release(statements, acquisition, minHoldTime);
			}
			catch (SQLException ex) {
				if (tries == RELEASE_TRIES || !isContention(ex)) {
					throw ex;
				}
			}
		}
	}

	@Override
	boolean isContention(SQLException ex) {
		return CONTENTION.contains(ex.getErrorCode());
	}

}
