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

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

/**
 * PostgreSQL. Rows that another transaction has locked are skipped, not waited for.
 *
 * @author The Distributed Lock authors
 */
final class PostgresLockDialect extends LockDialect {

	private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

	/**
	 * Serialization failure, deadlock, lock not available.
	 */
	private static final Set<String> CONTENTION = Set.of("40001", "40P01", "55P03");

	private final String acquire;

	private final String renew;

	PostgresLockDialect(String table, Duration timeout) {
		super(table, NOW, timeout);
		this.acquire = format(ACQUIRE);
		this.renew = format(RENEW);
	}

	/**
	 * Decides on what {@code free} has locked, never on the snapshot alone: a row that
	 * changed in between is looked at again by {@code FOR UPDATE}.
	 */
	private static final String ACQUIRE = """
			WITH request AS (
				SELECT ?::text[] AS lock_ids, ?::uuid AS acquisition_id, ?::text AS owner, ?::bigint AS lease_time,
					%2$s AS now
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
				SELECT count(*) = (SELECT count(*) FROM known) AS granted,
					count(*) FILTER (WHERE own) = (SELECT cardinality(lock_ids) FROM request) AS again,
					coalesce(max(token), 0) AS last_token
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
				ON CONFLICT (lock_id) DO NOTHING
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
				SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::bigint[]) AS w (acquisition_id, lease_time, max_hold)
			), alive AS (
				SELECT l.acquisition_id, count(*) AS locks FROM %1$s l, clock
				WHERE l.acquisition_id = ANY (?) AND l.owner IS NOT NULL AND l.expires_at > clock.now
				GROUP BY l.acquisition_id
			), unlocked AS (
				SELECT l.lock_id FROM %1$s l, clock
				WHERE l.acquisition_id = ANY (?) AND l.owner IS NOT NULL AND l.expires_at > clock.now
				ORDER BY l.lock_id FOR NO KEY UPDATE OF l SKIP LOCKED
			), renewed AS (
				UPDATE %1$s l
				SET expires_at = greatest(l.expires_at, least(clock.now + w.lease_time, l.acquired_at + w.max_hold))
				FROM unlocked u, wanted w, clock
				WHERE l.lock_id = u.lock_id AND l.acquisition_id = w.acquisition_id
				RETURNING l.acquisition_id, l.expires_at - clock.now AS remaining
			)
			SELECT a.acquisition_id, a.locks AS alive, count(r.remaining) AS renewed, min(r.remaining) AS remaining
			FROM alive a LEFT JOIN renewed r ON r.acquisition_id = a.acquisition_id
			GROUP BY a.acquisition_id, a.locks""";

	@Override
	List<AcquireResult> request(Connection connection, Acquisition acquisition, Duration leaseTime)
			throws SQLException {
		Object lockIds = array(connection, "text", values(acquisition.locks()).toArray());
		return query(connection, this.acquire, LockDialect::toAnswer, lockIds, acquisition.id(), acquisition.owner(),
				micros(leaseTime), lockIds, lockIds, lockIds);
	}

	@Override
	List<RenewalResult> renew(Connection connection, List<Renewal> renewals) throws SQLException {
		Object acquisitions = array(connection, "uuid",
				renewals.stream().map((renewal) -> renewal.acquisition().id()).toArray());
		Object leaseTimes = array(connection, "bigint",
				renewals.stream().map((renewal) -> micros(renewal.leaseTime())).toArray());
		Object maxHolds = array(connection, "bigint",
				renewals.stream()
					.map(Renewal::maxHoldTime)
					.map((maxHoldTime) -> (maxHoldTime != null) ? micros(maxHoldTime) : null)
					.toArray());
		Map<UUID, Renewed> renewed = new HashMap<>();
		query(connection, this.renew,
				(rs, row) -> renewed.put(rs.getObject("acquisition_id", UUID.class),
						new Renewed(rs.getInt("alive"), rs.getInt("renewed"), micros(rs, "remaining"))),
				acquisitions, leaseTimes, maxHolds, acquisitions, acquisitions);
		return renewals.stream()
			.map(Renewal::acquisition)
			.map((acquisition) -> renewed.getOrDefault(acquisition.id(), Renewed.NONE).toResult(acquisition))
			.toList();
	}

	private static Object array(Connection connection, String type, Object[] elements) throws SQLException {
		return connection.createArrayOf(type, elements);
	}

	@Override
	boolean isContention(SQLException ex) {
		return ex.getSQLState() != null && CONTENTION.contains(ex.getSQLState());
	}

	private record Renewed(int alive, int renewed, Duration remaining) {

		static final Renewed NONE = new Renewed(0, 0, Duration.ZERO);

		RenewalResult toResult(Acquisition acquisition) {
			int wanted = acquisition.locks().size();
			if (this.renewed == wanted) {
				return RenewalResult.renewed(this.remaining);
			}
			return (this.alive == wanted) ? RenewalResult.BLOCKED : RenewalResult.LOST;
		}

	}

}
