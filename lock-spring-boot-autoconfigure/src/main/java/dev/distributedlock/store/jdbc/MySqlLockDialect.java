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
import java.util.UUID;
import java.util.stream.Collectors;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

/**
 * MySQL and MariaDB, with InnoDB. Rows that another transaction has locked are skipped,
 * not waited for.
 * <p>
 * The statements are written for {@code READ COMMITTED}, in which they read without
 * locking. The index is forced because a small table would be scanned otherwise, and with
 * it rows locked that are of no concern. They tell what they decided by
 * {@code LAST_INSERT_ID(…)}, which arrives as a generated key: neither product returns
 * rows from an update, and what the drivers return as a count depends on their settings.
 *
 * @author The Distributed Lock authors
 */
final class MySqlLockDialect extends LockDialect {

	private static final String NOW = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";

	/**
	 * Longer than any lease: the statements know no null for it.
	 */
	private static final Duration NO_LIMIT = Duration.ofDays(36500);

	/**
	 * Is added to the token of a grant that was made before.
	 */
	private static final long REPEATED = 1L << 60;

	/**
	 * A deadlock (or a conflict with another node of a cluster, or a record that has
	 * changed), and the refusal of {@link #ACQUIRE} to go on. The statement was rolled
	 * back as a whole, and the next try sees what was in the way.
	 */
	private static final Set<Integer> RACE = Set.of(1213, 1020, 1690, 3101);

	/**
	 * A lock time-out, or a lock that was not to be waited for.
	 */
	private static final Set<Integer> BLOCKED = Set.of(1205, 3572);

	private static final int TRIES = 3;

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
	private static final String RENEW = """
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
	 * it changed nothing.
	 */
	private static final String RENEWED = """
			SELECT w.acquisition AS acquisition_id, COUNT(*) AS alive, MIN(l.expires_at - %2$s) AS remaining,
				SUM(l.expires_at >= LEAST(COALESCE(NULLIF(?, 0), %2$s) + w.lease_time, l.acquired_at + w.max_hold)) AS renewed
			FROM RENEWALS GROUP BY w.acquisition"""
		.replace("RENEWALS", RENEWALS);

	/**
	 * The limit has the inner rows locked before one of them is removed.
	 */
	private static final String REMOVE = """
			DELETE l FROM (
				SELECT lock_id FROM %1$s FORCE INDEX (PRIMARY)
				WHERE lock_id > ? AND lock_id <= ? AND expires_at < %2$s - ? AND token < %2$s - ?
				LIMIT 1000000 FOR UPDATE SKIP LOCKED
			) unused STRAIGHT_JOIN %1$s l FORCE INDEX (PRIMARY) WHERE l.lock_id = unused.lock_id""";

	/**
	 * Reads what is committed, in every isolation level, and locks these rows and no gap:
	 * they are found by the whole primary key. Renewals have to wait for the commit.
	 */
	private static final String GUARD = """
			SELECT lock_id FROM %1$s FORCE INDEX (PRIMARY)
			WHERE lock_id IN (%3$s) AND acquisition_id = ? AND owner IS NOT NULL LOCK IN SHARE MODE""";

	/**
	 * MariaDB can be set to fail where a row has changed since the snapshot of the
	 * transaction, as renewals do; from 11.6 on that is the default.
	 */
	private static final String WITHOUT_SNAPSHOT = "SET STATEMENT innodb_snapshot_isolation = OFF FOR ";

	private final String renew;

	private final String renewed;

	private final String remove;

	private final LockTableName tableName;

	private volatile String guard = GUARD;

	MySqlLockDialect(LockTableName tableName) {
		super(tableName.toSql("`"), NOW);
		this.tableName = tableName;
		this.renew = sql(RENEW);
		this.renewed = sql(RENEWED);
		this.remove = sql(REMOVE);
	}

	@Override
	AcquireResult acquire(LockStatements statements, Acquisition acquisition, Duration leaseTime, WaitTime waitTime)
			throws SQLException {
		for (int tries = 1;; tries++) {
			try {
				return request(statements, acquisition, leaseTime);
			}
			catch (SQLException ex) {
				if (!isContention(ex)) {
					throw ex;
				}
				if (tries == TRIES || !RACE.contains(ex.getErrorCode())) {
					return BUSY;
				}
			}
		}
	}

	private AcquireResult request(LockStatements statements, Acquisition acquisition, Duration leaseTime)
			throws SQLException {
		int count = acquisition.locks().size();
		List<String> locks = values(acquisition.locks());
		String id = acquisition.id().toString();
		long token = statements.updateForKey(acquireSql(count), micros(leaseTime), id, acquisition.owner(), id, id,
				locks, locks, count, locks, id);
		if (token == 0) {
			return BUSY;
		}
		return (token < REPEATED) ? new AcquireResult.Granted(token, leaseTime)
				: repeated(statements, acquisition, token - REPEATED);
	}

	private String acquireSql(int locks) {
		return sql(ACQUIRE.replace("WANTED", repeat("SELECT ? AS wanted", locks, " UNION ALL ")), locks);
	}

	/**
	 * The grant of an earlier request, which may last longer than this one asked for.
	 */
	private AcquireResult repeated(LockStatements statements, Acquisition acquisition, long token) throws SQLException {
		List<LockRecord> held = find(statements, acquisition.locks()).stream()
			.filter((found) -> found.acquisitionId().equals(acquisition.id()) && found.holder().owner() != null)
			.toList();
		if (held.size() < acquisition.locks().size()) {
			return BUSY;
		}
		return new AcquireResult.Granted(token,
				held.stream().map((found) -> found.holder().remaining()).min(Duration::compareTo).orElseThrow());
	}

	/**
	 * A second statement looks only if the first one could not renew all, or not for
	 * exactly their lease time.
	 */
	@Override
	List<RenewalResult> renew(LockStatements statements, List<Renewal> renewals) throws SQLException {
		String json = toJson(renewals);
		int locks = renewals.stream().mapToInt((renewal) -> renewal.acquisition().locks().size()).sum();
		long told = tryRenew(statements, json, locks);
		if (told % 2 == 1) {
			return renewals.stream().map((renewal) -> RenewalResult.renewed(renewal.leaseTime())).toList();
		}
		return Renewed.results(renewals, statements.query(this.renewed, Renewed::of, told / 2, json));
	}

	private long tryRenew(LockStatements statements, String json, int locks) throws SQLException {
		try {
			return statements.updateForKey(this.renew, json, locks);
		}
		catch (SQLException ex) {
			if (isContention(ex)) {
				return 0;
			}
			throw ex;
		}
	}

	private static String toJson(List<Renewal> renewals) {
		return renewals.stream()
			.flatMap((renewal) -> renewal.acquisition().locks().stream().map((lock) -> toJson(renewal, lock.value())))
			.collect(Collectors.joining(",", "[", "]"));
	}

	private static String toJson(Renewal renewal, String lock) {
		Duration maxHoldTime = (renewal.maxHoldTime() != null) ? renewal.maxHoldTime() : NO_LIMIT;
		return "[\"%s\",\"%s\",%d,%d,%d]".formatted(lock.replace("\\", "\\\\").replace("\"", "\\\""),
				renewal.acquisition().id(), renewal.acquisition().locks().size(), micros(renewal.leaseTime()),
				micros(maxHoldTime));
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
		return new Guarded(statements
			.query(sql(this.guard, acquisition.locks().size()), (rs, row) -> row, values(acquisition.locks()),
					parameter(acquisition.id()))
			.size(), true);
	}

	@Override
	int verify(LockStatements statements) throws SQLException {
		MySqlLockTable found = statements
			.query(MySqlLockTable.QUERY, MySqlLockTable::of,
					(this.tableName.schema() != null) ? List.of(this.tableName.schema().value()) : List.of(""),
					this.tableName.table().value())
			.get(0);
		found.verifyVersion();
		int rows = super.verify(statements);
		found.verify(this.tableName.toSql("`"));
		if (found.hasSnapshotIsolation(statements)) {
			this.guard = WITHOUT_SNAPSHOT + GUARD;
		}
		return rows;
	}

	@Override
	Object parameter(UUID acquisitionId) {
		return acquisitionId.toString();
	}

	@Override
	boolean isContention(SQLException ex) {
		return RACE.contains(ex.getErrorCode()) || BLOCKED.contains(ex.getErrorCode());
	}

}
