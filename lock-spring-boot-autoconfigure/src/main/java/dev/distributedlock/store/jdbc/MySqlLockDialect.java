// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

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
 */
final class MySqlLockDialect extends LockDialect {

	private static final String NOW = "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";

	/**
	 * A deadlock (or a conflict with another node of a cluster, or a record that has
	 * changed), and the refusal of {@link MySqlAcquireSql} to go on. The statement was
	 * rolled back as a whole, and the next try sees what was in the way.
	 */
	private static final Set<Integer> RACE = Set.of(1213, 1020, 1690, 3101);

	/**
	 * A lock time-out, or a lock that was not to be waited for.
	 */
	private static final Set<Integer> BLOCKED = Set.of(1205, 3572);

	private static final int TRIES = 3;

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

	private volatile String guard = GUARD;

	MySqlLockDialect(LockTableName tableName) {
		super(tableName, "`", NOW);
	}

	@Override
	@Nullable String findSchema(LockStatements statements) throws SQLException {
		return statements.query("SELECT DATABASE()", (rs, row) -> rs.getString(1)).get(0);
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
		long token = statements.updateForKey(sql(MySqlAcquireSql.acquire(count), count), micros(leaseTime), id,
				acquisition.owner(), id, id, locks, locks, count, locks, id);
		if (token == 0) {
			return BUSY;
		}
		return (token < MySqlAcquireSql.REPEATED) ? new AcquireResult.Granted(token, leaseTime)
				: repeated(statements, acquisition, token - MySqlAcquireSql.REPEATED);
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
		String json = MySqlRenewSql.parameter(renewals);
		int locks = renewals.stream().mapToInt((renewal) -> renewal.acquisition().locks().size()).sum();
		long sentAt = clock().sending();
		long told = tryRenew(statements, json, locks);
		if (told % 2 == 1) {
			clock().answered(sentAt, told / 2);
			return renewals.stream().map((renewal) -> RenewalResult.renewed(renewal.leaseTime())).toList();
		}
		List<Renewed> answers = statements.query(sql(MySqlRenewSql.RENEWED), Renewed::of, told / 2, json);
		clock().answered(sentAt, answers.get(0).now());
		return Renewed.results(renewals, answers);
	}

	private long tryRenew(LockStatements statements, String json, int locks) throws SQLException {
		try {
			return statements.updateForKey(sql(MySqlRenewSql.RENEW), json, locks);
		}
		catch (SQLException ex) {
			if (isContention(ex)) {
				return 0;
			}
			throw ex;
		}
	}

	/**
	 * Leaves rows alone that somebody has locked, instead of waiting with the others of
	 * the batch in hand.
	 */
	@Override
	int removeUnused(LockStatements statements, String after, String last, Duration retention) throws SQLException {
		return statements.update(sql(REMOVE), after, last, micros(retention), micros(retention));
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
					(tableName().schema() != null) ? List.of(tableName().schema().value()) : List.of(""),
					tableName().table().value())
			.get(0);
		found.verifyVersion();
		int rows = super.verify(statements);
		found.verify(table());
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
