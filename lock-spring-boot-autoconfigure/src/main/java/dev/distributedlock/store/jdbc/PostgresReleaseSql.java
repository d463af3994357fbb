// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

/**
 * A statement that makes locks free on PostgreSQL. In all of them, {@code %1$s} is the
 * table and {@code %2$s} the clock.
 *
 * @param waking takes a mark out of each row, and tells who left it
 * @param silent does not
 */
record PostgresReleaseSql(String waking, String silent) {

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
			UPDATE %1$s SET owner = NULL, expires_at = greatest(least(acquired_at, %2$s) + ?, %2$s)""";

	private static final String IF_HELD = """

			WHERE %3$s AND acquisition_id = ? AND owner IS NOT NULL AND expires_at > %2$s AND
			""" + BOUNDED;

	private static final String FORCE_RELEASE = """
			UPDATE %1$s SET owner = NULL, token = greatest(token + 1, %2$s), expires_at = %2$s""";

	private static final String IF_TAKEN = """

			WHERE lock_id = ? AND expires_at > %2$s AND set_config('lock_timeout', '1000', true) IS NOT NULL
			""";

	static final String PASS_ON = "UPDATE %1$s SET " + TAKE_MARK + """

			WHERE lock_id = ANY (?) AND waiters IS NOT NULL AND expires_at <= %2$s AND
			""" + BOUNDED + WAKE_UP;

	static final PostgresReleaseSql ONE = of(RELEASE, IF_HELD.replace("%3$s", "lock_id = ?"));

	static final PostgresReleaseSql ALL = of(RELEASE, IF_HELD.replace("%3$s", "lock_id = ANY (?)"));

	static final PostgresReleaseSql FORCED = of(FORCE_RELEASE, IF_TAKEN);

	private static PostgresReleaseSql of(String set, String where) {
		return new PostgresReleaseSql(set + ", " + TAKE_MARK + where + WAKE_UP, set + where);
	}

}
