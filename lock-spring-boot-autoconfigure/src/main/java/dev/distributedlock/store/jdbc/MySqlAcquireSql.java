// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

/**
 * The statement that acquires on MySQL and MariaDB. In it, {@code %1$s} is the table and
 * {@code %2$s} the clock, and {@code %3$s} stands for the locks.
 */
final class MySqlAcquireSql {

	/**
	 * Is added to the token of a grant that was made before.
	 */
	static final long REPEATED = 1L << 60;

	private static final String GRANTABLE = """
			(CASE WHEN acquisition_id = ? THEN owner IS NOT NULL AND expires_at > %2$s ELSE expires_at <= %2$s END)""";

	/**
	 * Looks at the locks without locking anything, and if all can be granted, locks what
	 * there is of them. Only if that is all of it, the rows are written. A row that was
	 * changed or inserted between the looking and the writing, for which it may have had
	 * to wait, is looked at once more; if it cannot be granted, the statement fails by a
	 * number that is too large, and nothing of it remains.
	 * <p>
	 * The columns of the table are the unqualified ones. Each assignment sees what the
	 * assignments before it have changed, hence their order. A repetition always changes
	 * something, because some drivers give no key for a row that remains the same.
	 */
	private static final String ACQUIRE = """
			INSERT INTO %1$s (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
			SELECT w.wanted, LAST_INSERT_ID(g.minted), g.acquisition, g.holder, g.started, g.ends
			FROM (
				SELECT s.*, CASE WHEN s.own > 0 THEN s.last_token ELSE GREATEST(s.last_token + 1, s.started) END AS minted
				FROM (
					SELECT %2$s AS started, %2$s + ? AS ends, ? AS acquisition, ? AS holder, COUNT(*) AS known,
						COALESCE(MAX(token), 0) AS last_token, COALESCE(SUM(acquisition_id = ?), 0) AS own,
						COALESCE(SUM(NOT GRANTABLE), 0) AS taken
					FROM %1$s WHERE lock_id IN (%3$s)
				) s
			) g STRAIGHT_JOIN (WANTED) w
			WHERE CASE WHEN g.taken > 0 OR g.own NOT IN (0, ?) THEN FALSE ELSE g.known = (
				SELECT COUNT(*) FROM %1$s FORCE INDEX (PRIMARY)
				WHERE lock_id IN (%3$s) AND GRANTABLE FOR UPDATE SKIP LOCKED) END
			ON DUPLICATE KEY UPDATE
				token = CASE
					WHEN acquisition_id <> g.acquisition AND expires_at <= g.started AND token < g.minted THEN g.minted
					WHEN acquisition_id = g.acquisition AND owner IS NOT NULL AND expires_at > g.started
						AND token = g.minted THEN LAST_INSERT_ID(token + REPEATED) - REPEATED
					ELSE g.minted + 9223372036854775807 END,
				acquired_at = CASE WHEN acquisition_id = g.acquisition THEN acquired_at ELSE g.started END,
				expires_at = CASE WHEN acquisition_id = g.acquisition THEN GREATEST(expires_at + 1, g.ends)
					ELSE g.ends END,
				owner = g.holder, acquisition_id = g.acquisition"""
		.replace("GRANTABLE", GRANTABLE)
		.replace("REPEATED", Long.toString(REPEATED));

	/**
	 * Made once: it is what the look-up of the formatted statement compares.
	 */
	private static final String ONE = wanting(1);

	private MySqlAcquireSql() {
	}

	static String acquire(int locks) {
		return (locks == 1) ? ONE : wanting(locks);
	}

	private static String wanting(int locks) {
		return ACQUIRE.replace("WANTED", LockDialect.repeat("SELECT ? AS wanted", locks, " UNION ALL "));
	}

}
