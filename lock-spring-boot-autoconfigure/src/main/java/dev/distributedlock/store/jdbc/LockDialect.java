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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.RowMapperResultSetExtractor;

/**
 * The SQL of one database: a statement for each operation. Acquiring and renewing differ
 * between databases; the rest is the same but for the clock.
 * <p>
 * A row is taken until {@code expires_at}. While it is held it has an {@code owner}; the
 * release removes that, and only that and the expiry, so that the acquisition stays known
 * and a late repetition of its request grants nothing.
 *
 * @author The Distributed Lock authors
 */
abstract class LockDialect {

	static final AcquireResult BUSY = new AcquireResult.Busy(null);

	private static final RowMapper<LockRecord> RECORD_MAPPER = (rs, row) -> new LockRecord(
			new LockId(rs.getString("lock_id")), rs.getObject("acquisition_id", UUID.class), rs.getLong("token"),
			new LockHolder(rs.getString("owner"), micros(rs, "held_for"), micros(rs, "remaining")));

	private final String table;

	private final String now;

	private final Duration timeout;

	/**
	 * Create a new dialect.
	 * @param table the lock table
	 * @param now expression for the clock of the database, not the start of a
	 * transaction, in microseconds since the epoch
	 * @param timeout how long a statement may take
	 */
	LockDialect(String table, String now, Duration timeout) {
		this.table = table;
		this.now = now;
		this.timeout = timeout;
	}

	/**
	 * Grant all locks or none. That some are granted and others are not happens only when
	 * somebody else inserts one at the same moment; then they are given back.
	 */
	final AcquireResult acquire(Connection connection, Acquisition acquisition, Duration leaseTime)
			throws SQLException {
		List<AcquireResult> answers = request(connection, acquisition, leaseTime);
		if (answers.isEmpty() || answers.get(0) instanceof AcquireResult.Busy) {
			return answers.isEmpty() ? BUSY : answers.get(0);
		}
		if (answers.size() == acquisition.locks().size() && answers.stream().distinct().count() == 1) {
			return answers.get(0);
		}
		release(connection, acquisition, Duration.ZERO);
		return BUSY;
	}

	/**
	 * Grant all locks or none, in one statement that waits for nobody if the database can
	 * do that.
	 * @return the rows of the statement: a grant for each lock, or holders, as far as it
	 * tells
	 */
	abstract List<AcquireResult> request(Connection connection, Acquisition acquisition, Duration leaseTime)
			throws SQLException;

	/**
	 * Map a row with {@code token} and {@code remaining} to a grant, and one without a
	 * token but with {@code owner} and {@code held_for} to a refusal.
	 */
	static AcquireResult toAnswer(ResultSet rs, int row) throws SQLException {
		long token = rs.getLong("token");
		return (token != 0) ? new AcquireResult.Granted(token, micros(rs, "remaining")) : new AcquireResult.Busy(
				new LockHolder(rs.getString("owner"), micros(rs, "held_for"), micros(rs, "remaining")));
	}

	/**
	 * Renew what is alive. A row that somebody else has locked must not keep the others
	 * from being renewed.
	 */
	abstract List<RenewalResult> renew(Connection connection, List<Renewal> renewals) throws SQLException;

	/**
	 * Whether a failure only says that somebody else is at work on the same rows.
	 */
	abstract boolean isContention(SQLException ex);

	ReleaseOutcome release(Connection connection, Acquisition acquisition, Duration minHoldTime) throws SQLException {
		int released = update(connection,
				"""
						UPDATE %1$s SET owner = NULL, expires_at = GREATEST(acquired_at + ?, %2$s)
						WHERE lock_id IN (%3$s) AND acquisition_id = ? AND owner IS NOT NULL AND expires_at > %2$s"""
					.formatted(this.table, this.now, placeholders(acquisition.locks().size())),
				micros(minHoldTime), values(acquisition.locks()), acquisition.id());
		return (released == acquisition.locks().size()) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
	}

	List<LockRecord> find(Connection connection, Collection<LockId> locks) throws SQLException {
		return query(connection, """
				SELECT lock_id, acquisition_id, token, owner, %2$s - acquired_at AS held_for,
					expires_at - %2$s AS remaining
				FROM %1$s WHERE lock_id IN (%3$s) AND expires_at > %2$s ORDER BY lock_id""".formatted(this.table,
				this.now, placeholders(locks.size())), RECORD_MAPPER, values(locks));
	}

	List<LockRecord> list(Connection connection, String after, int limit) throws SQLException {
		return query(connection, """
				SELECT lock_id, acquisition_id, token, owner, %2$s - acquired_at AS held_for,
					expires_at - %2$s AS remaining
				FROM %1$s WHERE lock_id > ? AND expires_at > %2$s ORDER BY lock_id LIMIT ?""".formatted(this.table,
				this.now), RECORD_MAPPER, after, limit);
	}

	boolean forceRelease(Connection connection, LockId lock, UUID newAcquisition) throws SQLException {
		return update(connection, """
				UPDATE %1$s SET owner = NULL, acquisition_id = ?, token = GREATEST(token + 1, %2$s), expires_at = %2$s
				WHERE lock_id = ? AND expires_at > %2$s""".formatted(this.table, this.now), newAcquisition,
				lock.value()) > 0;
	}

	@Nullable String lastOfBatch(Connection connection, String after, int size) throws SQLException {
		return query(connection, """
				SELECT MAX(lock_id) FROM (SELECT lock_id FROM %s WHERE lock_id > ? ORDER BY lock_id LIMIT ?) batch"""
			.formatted(this.table), (rs, row) -> rs.getString(1), after, size).get(0);
	}

	/**
	 * Remove free rows. Those with a token that the clock has not yet passed by the
	 * retention time stay: without them, tokens could fall after the clock was set back.
	 */
	int removeUnused(Connection connection, String after, String last, Duration retention) throws SQLException {
		return update(connection,
				"DELETE FROM %1$s WHERE lock_id > ? AND lock_id <= ? AND expires_at <= %2$s - ? AND token <= %2$s - ?"
					.formatted(this.table, this.now),
				after, last, micros(retention), micros(retention));
	}

	int verify(Connection connection) throws SQLException {
		return query(connection,
				"SELECT lock_id, token, acquisition_id, owner, acquired_at, expires_at FROM %s WHERE 1 = 0"
					.formatted(this.table),
				(rs, row) -> row)
			.size();
	}

	final String format(String sql) {
		return sql.formatted(this.table, this.now);
	}

	final int update(Connection connection, String sql, Object... parameters) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			limit(statement, this.timeout);
			bind(statement, parameters);
			return statement.executeUpdate();
		}
	}

	final <T> List<T> query(Connection connection, String sql, RowMapper<T> mapper, Object... parameters)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			limit(statement, this.timeout);
			bind(statement, parameters);
			try (ResultSet rs = statement.executeQuery()) {
				return new RowMapperResultSetExtractor<>(mapper).extractData(rs);
			}
		}
	}

	/**
	 * Have the statement end at the server too when its time is over, and not only here:
	 * it would go on waiting for a lock, and take it when nobody asks any more.
	 */
	void limit(PreparedStatement statement, Duration timeout) throws SQLException {
		statement.setQueryTimeout(LockConnections.seconds(timeout));
	}

	/**
	 * Bind parameters in order; a list stands for one parameter for each element.
	 */
	private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
		List<Object> flat = new ArrayList<>();
		for (Object parameter : parameters) {
			flat.addAll((parameter instanceof List<?> list) ? list : List.of(parameter));
		}
		for (int i = 0; i < flat.size(); i++) {
			if (flat.get(i) instanceof String text) {
				statement.setString(i + 1, text);
			}
			else {
				statement.setObject(i + 1, flat.get(i));
			}
		}
	}

	static String placeholders(int count) {
		return String.join(", ", Collections.nCopies(count, "?"));
	}

	static List<String> values(Collection<LockId> locks) {
		return locks.stream().map(LockId::value).toList();
	}

	static long micros(Duration duration) {
		return duration.dividedBy(ChronoUnit.MICROS.getDuration());
	}

	static Duration micros(ResultSet rs, String column) throws SQLException {
		return Duration.of(rs.getLong(column), ChronoUnit.MICROS);
	}

}
