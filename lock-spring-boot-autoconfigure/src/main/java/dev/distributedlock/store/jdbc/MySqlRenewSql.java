// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import dev.distributedlock.store.Renewal;

/**
 * The statements that renew on MySQL and MariaDB, and their parameter. In them,
 * {@code %1$s} is the table and {@code %2$s} the clock.
 */
final class MySqlRenewSql {

	/**
	 * Longer than any lease: the statements know no null for it.
	 */
	private static final Duration NO_LIMIT = Duration.ofDays(36500);

	private static final String RENEWALS = """
			(SELECT * FROM JSON_TABLE(?, '$[*]' COLUMNS (
				id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PATH '$[0]',
				acquisition CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$[1]',
				locks INT PATH '$[2]', lease_time BIGINT PATH '$[3]', max_hold BIGINT PATH '$[4]')) json) w
			STRAIGHT_JOIN %1$s l FORCE INDEX (PRIMARY) ON l.lock_id = w.id
			WHERE l.acquisition_id = w.acquisition AND l.owner IS NOT NULL AND l.expires_at > %2$s
			""";

	/**
	 * Renews the acquisitions of which it could lock all rows. It never inserts, but an
	 * {@code UPDATE} would wait: MariaDB ignores {@code SKIP LOCKED} there. Tells the
	 * time when it started, doubled, and one more if all locks were renewed and now last
	 * for their lease time.
	 */
	static final String RENEW = """
			INSERT INTO %1$s (lock_id, token, acquisition_id, owner, acquired_at, expires_at)
			SELECT r.id, r.token, r.acquisition, r.owner, r.acquired_at, r.expires_at
			FROM (
				SELECT u.*, COUNT(*) OVER (PARTITION BY u.acquisition) AS unlocked, SUM(u.plain) OVER () AS all_plain
				FROM (
					SELECT w.*, l.token, l.owner, l.acquired_at, l.expires_at, %2$s AS started,
						%2$s + w.lease_time BETWEEN l.expires_at AND l.acquired_at + w.max_hold AS plain
					FROM RENEWALS FOR UPDATE SKIP LOCKED
				) u
			) r
			WHERE r.unlocked = r.locks
			ON DUPLICATE KEY UPDATE expires_at = CASE WHEN LAST_INSERT_ID(2 * r.started + (r.all_plain = ?)) > 0
				THEN GREATEST(r.expires_at, LEAST(r.started + r.lease_time, r.acquired_at + r.max_hold)) END"""
		.replace("RENEWALS", RENEWALS);

	/**
	 * Looks at what {@link #RENEW} has left, by the time when it started. That is zero if
	 * it changed nothing. One row is for no acquisition, so that the answer always has
	 * the clock.
	 */
	static final String RENEWED = """
			SELECT w.acquisition AS acquisition_id, COUNT(*) AS alive, MIN(l.expires_at - %2$s) AS remaining,
				SUM(l.expires_at >= LEAST(COALESCE(NULLIF(?, 0), %2$s) + w.lease_time, l.acquired_at + w.max_hold)) AS renewed,
				%2$s AS now
			FROM RENEWALS GROUP BY w.acquisition
			UNION ALL SELECT NULL, 0, 0, 0, %2$s"""
		.replace("RENEWALS", RENEWALS);

	private MySqlRenewSql() {
	}

	/**
	 * What to renew, as {@link #RENEW} and {@link #RENEWED} take it: a row for each lock.
	 */
	static String parameter(List<Renewal> renewals) {
		return renewals.stream()
			.flatMap((renewal) -> renewal.acquisition().locks().stream().map((lock) -> toJson(renewal, lock.value())))
			.collect(Collectors.joining(",", "[", "]"));
	}

	private static String toJson(Renewal renewal, String lock) {
		Duration maxHoldTime = (renewal.maxHoldTime() != null) ? renewal.maxHoldTime() : NO_LIMIT;
		return "[\"%s\",\"%s\",%d,%d,%d]".formatted(lock.replace("\\", "\\\\").replace("\"", "\\\""),
				renewal.acquisition().id(), renewal.acquisition().locks().size(),
				LockDialect.micros(renewal.leaseTime()), LockDialect.micros(maxHoldTime));
	}

}
