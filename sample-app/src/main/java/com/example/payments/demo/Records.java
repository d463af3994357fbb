// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what the application, the lock and the demonstration recorded in the database.
 */
final class Records {

	private static final String RUN = "SELECT id, job, tick, replica, token, started_at, completed_at FROM job_run ";

	private final JdbcClient jdbc;

	Records(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Instant now() {
		return this.jdbc.sql("SELECT CURRENT_TIMESTAMP").query((rs, row) -> instant(rs, 1)).single();
	}

	long lastRun() {
		return this.jdbc.sql("SELECT COALESCE(MAX(id), 0) FROM job_run").query(Long.class).single();
	}

	List<Run> runsAfter(long id) {
		return this.jdbc.sql(RUN + "WHERE id > :id ORDER BY id").param("id", id).query(Records::run).list();
	}

	List<Run> runsOf(List<Instant> ticks) {
		return this.jdbc.sql(RUN + "WHERE tick IN (:ticks) ORDER BY id")
			.param("ticks", ticks.stream().map((tick) -> tick.atOffset(ZoneOffset.UTC)).toList())
			.query(Records::run)
			.list();
	}

	Optional<Run> unfinishedRunAfter(Job job, long id) {
		return this.jdbc.sql(RUN + "WHERE job = :job AND id > :id AND completed_at IS NULL ORDER BY id DESC")
			.param("job", job.name())
			.param("id", id)
			.query(Records::run)
			.list()
			.stream()
			.findFirst();
	}

	boolean isUnfinished(Run run) {
		return this.jdbc.sql("SELECT COUNT(*) FROM job_run WHERE id = :id AND completed_at IS NULL")
			.param("id", run.id())
			.query(Long.class)
			.single() > 0;
	}

	/**
	 * Whether no transaction has written to a fence or an account and is still open.
	 */
	boolean areRowsFree() {
		return isFree("job_fence", "job") && isFree("account", "id");
	}

	private boolean isFree(String table, String key) {
		long rows = this.jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single();
		List<String> free = this.jdbc.sql("SELECT " + key + " FROM " + table + " FOR UPDATE SKIP LOCKED")
			.query(String.class)
			.list();
		return free.size() == rows;
	}

	List<Grant> grants() {
		return this.jdbc.sql("""
				SELECT lock_id, token, MAX(owner) AS owner, MIN(acquired_at) AS acquired_at,
					COALESCE(MAX(CASE WHEN owner IS NULL THEN expires_at END), MAX(expires_at)) AS expires_at,
					COUNT(*) - COUNT(owner) AS releases
				FROM distributed_lock_history WHERE lock_id IN ('payments:settlement', 'payments:report')
				GROUP BY lock_id, token ORDER BY lock_id, token
				""").query(Records::grant).list();
	}

	void record(Fault.Kind kind, Run run, long pid) {
		this.jdbc.sql("""
				INSERT INTO fault (kind, replica, pid, token, happened_at)
				VALUES (:kind, :replica, :pid, :token, CURRENT_TIMESTAMP)
				""")
			.param("kind", kind.name())
			.param("replica", run.replica())
			.param("pid", pid)
			.param("token", run.token())
			.update();
	}

	List<Fault> faults() {
		return this.jdbc.sql("SELECT kind, replica, pid, token, happened_at FROM fault ORDER BY id")
			.query((rs, row) -> new Fault(Fault.Kind.valueOf(rs.getString("kind")), rs.getString("replica"),
					rs.getLong("pid"), rs.getLong("token"), instant(rs, 5)))
			.list();
	}

	List<RefusedWrite> refusedWrites() {
		return this.jdbc.sql("SELECT job, replica, token FROM refused_write ORDER BY id")
			.query(RefusedWrite.class)
			.list();
	}

	/**
	 * By how much the balances are not what the transfers, all of 1, add up to.
	 */
	long lostUpdates() {
		return this.jdbc.sql("""
				SELECT COALESCE(SUM(ABS(balance - (SELECT COALESCE(SUM(amount), 0) FROM transfer
					WHERE account_id = account.id))), 0) FROM account
				""").query(Long.class).single();
	}

	private static Run run(ResultSet rs, int row) throws SQLException {
		return new Run(rs.getLong("id"), rs.getString("job"), instant(rs, 3), rs.getString("replica"),
				rs.getLong("token"), instant(rs, 6), nullableInstant(rs, 7));
	}

	private static Grant grant(ResultSet rs, int row) throws SQLException {
		String lockId = rs.getString("lock_id");
		String owner = rs.getString("owner");
		return new Grant(lockId.substring(lockId.indexOf(':') + 1), rs.getLong("token"),
				Long.parseLong(owner.substring(owner.lastIndexOf(':') + 1)), micros(rs, "acquired_at"),
				micros(rs, "expires_at"), rs.getLong("releases") > 0);
	}

	private static Instant micros(ResultSet rs, String column) throws SQLException {
		return Instant.EPOCH.plus(rs.getLong(column), ChronoUnit.MICROS);
	}

	private static Instant instant(ResultSet rs, int column) throws SQLException {
		return rs.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Instant nullableInstant(ResultSet rs, int column) throws SQLException {
		OffsetDateTime time = rs.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

}
