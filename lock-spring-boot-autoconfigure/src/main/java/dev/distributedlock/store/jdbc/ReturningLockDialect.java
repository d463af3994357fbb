// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.WaitTime;

import org.springframework.util.Assert;

/**
 * The SQL of a database whose acquiring statement returns the rows that it wrote.
 */
abstract class ReturningLockDialect extends LockDialect {

	/**
	 * Compares as the lock ids are compared.
	 */
	private static final String MERGED = """
			SELECT COUNT(*) FROM (SELECT lock_id FROM %1$s WHERE 1 = 0 UNION ALL SELECT 'a-') w
			WHERE lock_id IN ('A-', 'a_', 'a')""";

	ReturningLockDialect(LockTableName tableName, String now) {
		super(tableName, "\"", now);
	}

	@Override
	int verify(LockStatements statements) throws SQLException {
		int rows = super.verify(statements);
		boolean merged = statements.query(sql(MERGED), (rs, row) -> rs.getInt(1)).get(0) > 0;
		Assert.state(!merged,
				() -> "Different locks can have the same row in the lock table, because lock_id is not compared"
						+ " exactly. Change that: " + sql(exactly()));
		return rows;
	}

	/**
	 * The statement that has lock ids compared exactly.
	 */
	abstract String exactly();

	/**
	 * Grant all locks or none. That some are granted and others are not happens only when
	 * somebody else is inserting one, or has locked its row; then they are given back.
	 */
	@Override
	final AcquireResult acquire(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException {
		try {
			List<AcquireResult> answers = request(statements, acquisition, leaseTime, waitTime);
			if (acquisition.locks().size() == 1) {
				return answers.isEmpty() ? BUSY : answers.get(0);
			}
			return isComplete(answers, acquisition) ? first(answers) : giveBack(statements, acquisition);
		}
		catch (SQLException ex) {
			if (isContention(ex)) {
				return (acquisition.locks().size() > 1) ? giveBack(statements, acquisition) : BUSY;
			}
			throw ex;
		}
	}

	private static boolean isComplete(List<AcquireResult> answers, Acquisition acquisition) {
		List<AcquireResult.Granted> grants = answers.stream()
			.filter(AcquireResult.Granted.class::isInstance)
			.map(AcquireResult.Granted.class::cast)
			.toList();
		return grants.isEmpty() || (grants.size() == acquisition.locks().size()
				&& grants.stream().mapToLong(AcquireResult.Granted::token).distinct().count() == 1);
	}

	/**
	 * The grant that ends first, or a refusal.
	 */
	private static AcquireResult first(List<AcquireResult> answers) {
		return answers.stream()
			.min(Comparator.comparing((answer) -> (answer instanceof AcquireResult.Granted granted)
					? granted.remaining() : Duration.ZERO))
			.orElse(BUSY);
	}

	private AcquireResult giveBack(LockStatements statements, Acquisition acquisition) throws SQLException {
		release(statements, acquisition, Duration.ZERO);
		return BUSY;
	}

	/**
	 * Request the locks.
	 * @return the rows of the statement: a grant for each lock, or holders, as far as it
	 * tells
	 */
	abstract List<AcquireResult> request(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException;

	/**
	 * Map a row with the token and the remaining time to a grant, and one without a token
	 * but with the remaining time, the owner and how long it has held the lock to a
	 * refusal.
	 */
	static AcquireResult toAnswer(ResultSet rs, int row) throws SQLException {
		long token = rs.getLong(1);
		Duration remaining = micros(rs.getLong(2));
		return (token != 0) ? new AcquireResult.Granted(token, remaining)
				: new AcquireResult.Busy(new LockHolder(rs.getString(3), micros(rs.getLong(4)), remaining));
	}

}
