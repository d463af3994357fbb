// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

/**
 * The statements that acquire on PostgreSQL. In all of them, {@code %1$s} is the table
 * and {@code %2$s} the clock.
 */
final class PostgresAcquireSql {

	/**
	 * Writes only what it has locked without waiting, or inserts what nobody knows. What
	 * may have to wait all the same, for a stranger who inserts the same lock, is bounded
	 * by a lock time-out for this statement alone: one of the session would reach others
	 * through a connection pooler.
	 */
	private static final String GRANT_ONE = """
			WITH granted AS (
				INSERT INTO %1$s AS l (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
				SELECT r.lock_id, r.now, r.acquisition_id, r.owner, r.now, r.now + r.lease_time
				FROM (SELECT ?::text AS lock_id, ?::uuid AS acquisition_id, ?::text AS owner, ?::bigint AS lease_time,
					%2$s AS now) r
				WHERE EXISTS (
					SELECT FROM %1$s l WHERE l.lock_id = r.lock_id
					AND CASE WHEN l.acquisition_id = r.acquisition_id THEN l.owner IS NOT NULL AND l.expires_at > r.now
						ELSE l.expires_at <= r.now END
					FOR UPDATE SKIP LOCKED)
				OR ((SELECT l.token FROM %1$s l WHERE l.lock_id = r.lock_id) IS NULL
					AND set_config('lock_timeout', '250', true) IS NOT NULL)
				ON CONFLICT (lock_id) DO UPDATE
				SET token = CASE WHEN l.acquisition_id = EXCLUDED.acquisition_id THEN l.token
						ELSE greatest(l.token + 1, EXCLUDED.token) END,
					acquisition_id = EXCLUDED.acquisition_id, owner = EXCLUDED.owner,
					acquired_at = CASE WHEN l.acquisition_id = EXCLUDED.acquisition_id THEN l.acquired_at
						ELSE EXCLUDED.acquired_at END,
					expires_at = CASE WHEN l.acquisition_id = EXCLUDED.acquisition_id
						THEN greatest(l.expires_at, EXCLUDED.expires_at) ELSE EXCLUDED.expires_at END
				WHERE CASE WHEN l.acquisition_id = EXCLUDED.acquisition_id
					THEN l.owner IS NOT NULL AND l.expires_at > EXCLUDED.acquired_at
					ELSE l.expires_at <= EXCLUDED.acquired_at END
				RETURNING token, expires_at - %2$s AS remaining
			)""";

	/**
	 * Decides on what {@code free} has locked, never on the snapshot alone: a row that
	 * changed in between is looked at again by {@code FOR UPDATE}.
	 */
	private static final String GRANT_ALL = """
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
			), grants AS (
				SELECT r.*, d.again, r.now + r.lease_time AS expires_at,
					CASE WHEN d.again THEN d.last_token ELSE greatest(d.last_token + 1, r.now) END AS token
				FROM decision d, request r WHERE d.granted
			), updated AS (
				UPDATE %1$s l
				SET token = g.token, acquisition_id = g.acquisition_id, owner = g.owner,
					acquired_at = CASE WHEN g.again THEN l.acquired_at ELSE g.now END,
					expires_at = CASE WHEN g.again THEN greatest(l.expires_at, g.expires_at) ELSE g.expires_at END
				FROM free f, grants g WHERE l.lock_id = f.lock_id AND l.lock_id = ANY (?)
				RETURNING l.token, l.expires_at - g.now AS remaining
			), inserted AS (
				INSERT INTO %1$s (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
				SELECT w.lock_id, g.token, g.acquisition_id, g.owner, g.now, g.expires_at
				FROM grants g, unnest(g.lock_ids) AS w (lock_id)
				WHERE w.lock_id NOT IN (SELECT lock_id FROM known)
				ON CONFLICT DO NOTHING
				RETURNING token, expires_at - acquired_at AS remaining
			), granted AS (
				SELECT token, remaining FROM updated UNION ALL SELECT token, remaining FROM inserted
			)""";

	private static final String GRANTS = """

			SELECT token, remaining, NULL::text AS owner, NULL::bigint AS held_for FROM granted
			UNION ALL
			""";

	private static final String HOLDERS = """
			SELECT NULL, expires_at - %2$s, owner, %2$s - acquired_at
			FROM %1$s WHERE %3$s AND expires_at > %2$s AND NOT EXISTS (SELECT FROM granted)""";

	/**
	 * Leaves a mark in one row that is in the way. Waits until whoever is at work on it
	 * has committed, for a bounded time, and then looks at what that has left: the lock
	 * may have become free, and then there is no mark. That the mark outlives a crash is
	 * not needed. Sorted by who has waited longest, without those whose wait is over.
	 */
	private static final String MARK = """
			, marked AS (
				UPDATE %1$s l
				SET waiters = CASE WHEN l.expires_at <= %2$s THEN l.waiters ELSE ARRAY(
					SELECT mark COLLATE "C" FROM unnest(l.waiters) mark
					WHERE split_part(mark, ' ', 2) <> w.id AND split_part(mark, ' ', 3)::bigint > %2$s
					UNION ALL
					SELECT concat_ws(' ', lpad((%2$s - w.elapsed)::text, 19, '0'), w.id, %2$s + w.remaining)
					ORDER BY 1) END
				FROM (SELECT ?::text AS id, ?::bigint AS elapsed, ?::bigint AS remaining) w
				WHERE %3$s AND NOT EXISTS (SELECT FROM granted)
				AND set_config('synchronous_commit', 'off', true) IS NOT NULL
				AND set_config('lock_timeout', '250', true) IS NOT NULL
				RETURNING l.expires_at - %2$s AS remaining, l.owner, %2$s - l.acquired_at AS held_for
			)""";

	private static final String MARKED = "SELECT NULL, remaining, owner, held_for FROM marked";

	private static final String BY_ID = "lock_id = ?";

	private static final String BY_IDS = "lock_id = ANY (?)";

	private static final String FIRST_HELD = """
			l.lock_id = (SELECT min(k.lock_id) FROM known k, request r WHERE k.expires_at > r.now)""";

	static final String ONE = GRANT_ONE + GRANTS + HOLDERS.replace("%3$s", BY_ID);

	static final String ONE_OR_MARK = GRANT_ONE + MARK.replace("%3$s", "l." + BY_ID) + GRANTS + MARKED;

	static final String ALL = GRANT_ALL + GRANTS + HOLDERS.replace("%3$s", BY_IDS);

	static final String ALL_OR_MARK = GRANT_ALL + MARK.replace("%3$s", FIRST_HELD.strip()) + GRANTS + MARKED;

	private PostgresAcquireSql() {
	}

}
