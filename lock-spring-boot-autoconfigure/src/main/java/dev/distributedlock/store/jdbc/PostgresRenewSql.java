// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.Renewal;

/**
 * The statement that renews on PostgreSQL, and its parameters. In it, {@code %1$s} is the
 * table and {@code %2$s} the clock.
 */
final class PostgresRenewSql {

	/**
	 * Looks each lock up by its id, whatever the planner thinks of the size of arrays
	 * that it does not know: no list is joined with another one. One row is for no
	 * acquisition, so that the answer always has the clock.
	 */
	static final String RENEW = """
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
				min(remaining) AS remaining, (SELECT now FROM clock) AS now
			FROM (SELECT acquisition_id, NULL AS remaining FROM alive
				UNION ALL SELECT acquisition_id, remaining FROM renewed
				UNION ALL SELECT NULL, NULL) answers
			GROUP BY acquisition_id""";

	private PostgresRenewSql() {
	}

	/**
	 * An array for each column: an element for each lock.
	 */
	static Object[] parameters(LockStatements statements, List<Renewal> renewals) throws SQLException {
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
		Object leaseTimes = array(statements, "bigint", byLock, (renewal) -> LockDialect.micros(renewal.leaseTime()));
		Object maxHolds = array(statements, "bigint", byLock,
				(renewal) -> (renewal.maxHoldTime() != null) ? LockDialect.micros(renewal.maxHoldTime()) : null);
		return new Object[] { statements.array("text", locks), acquisitions, sizes, leaseTimes, maxHolds };
	}

	private static Object array(LockStatements statements, String type, List<Renewal> renewals,
			Function<Renewal, @Nullable Object> element) throws SQLException {
		return statements.array(type, renewals.stream().map(element).toList());
	}

}
