// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.ServerClock;
import dev.distributedlock.store.WaitTime;

import org.springframework.jdbc.core.RowMapper;

/**
 * The SQL of one database: a statement for each operation. Acquiring and renewing differ
 * between databases; the rest is the same but for the clock.
 * <p>
 * A row is taken until {@code expires_at}. While it is held it has an {@code owner}; the
 * release removes that, and only that and the expiry, so that the acquisition stays known
 * and a late repetition of its request grants nothing.
 */
abstract class LockDialect {

	static final AcquireResult BUSY = new AcquireResult.Busy(null);

	private static final String RELEASE = """
			UPDATE %1$s SET owner = NULL, expires_at = GREATEST(LEAST(acquired_at, %2$s) + ?, %2$s)
			WHERE %4$s AND acquisition_id = ? AND owner IS NOT NULL AND expires_at > %2$s""";

	private static final String RECORD = """
			SELECT lock_id, acquisition_id, token, owner, %2$s - acquired_at AS held_for, expires_at - %2$s AS remaining
			FROM %1$s
			""";

	private static final String FIND = RECORD + "WHERE %4$s AND expires_at > %2$s ORDER BY lock_id";

	private static final String LIST = RECORD + "WHERE lock_id > ? AND expires_at > %2$s ORDER BY lock_id LIMIT ?";

	private static final String FORCE_RELEASE = """
			UPDATE %1$s SET owner = NULL, token = GREATEST(token + 1, %2$s), expires_at = %2$s
			WHERE lock_id = ? AND expires_at > %2$s""";

	private static final String LAST_OF_BATCH = """
			SELECT MAX(lock_id) FROM (SELECT lock_id FROM %1$s WHERE lock_id > ? ORDER BY lock_id LIMIT ?) batch""";

	private static final String REMOVE_UNUSED = """
			DELETE FROM %1$s
			WHERE lock_id > ? AND lock_id <= ? AND expires_at < %2$s - ? AND token < %2$s - ?""";

	private static final String FORGET = "DELETE FROM %1$s WHERE lock_id IN (%3$s) AND acquisition_id = ?";

	private static final String VERIFY = """
			SELECT lock_id, token, acquisition_id, owner, acquired_at, expires_at FROM %1$s WHERE 1 = 0""";

	private static final RowMapper<LockRecord> RECORD_MAPPER = (rs, row) -> new LockRecord(
			new LockId(rs.getString("lock_id")), UUID.fromString(rs.getString("acquisition_id")), rs.getLong("token"),
			toHolder(rs));

	private static final int LARGEST_KEPT = 16;

	private static final long MICROS_PER_SECOND = 1_000_000;

	private final LockTableName tableName;

	private final String quote;

	private final String now;

	private final ServerClock clock = new ServerClock();

	private final Map<Template, String> statements = new ConcurrentHashMap<>();

	private volatile String table;

	/**
	 * Create a new dialect.
	 * @param tableName the lock table
	 * @param quote what the database quotes identifiers with
	 * @param now expression for the clock of the database, not the start of a
	 * transaction, in microseconds since the epoch
	 */
	LockDialect(LockTableName tableName, String quote, String now) {
		this.tableName = tableName;
		this.quote = quote;
		this.now = now;
		this.table = tableName.toSql(quote);
	}

	final LockTableName tableName() {
		return this.tableName;
	}

	/**
	 * The lock table in SQL.
	 */
	final String table() {
		return this.table;
	}

	/**
	 * Find the schema of the lock table, and use the table in this schema from now on.
	 * The connection of a guarded transaction may look for tables in other schemas, as
	 * that of a tenant, and find none, or another one.
	 */
	final void qualify(LockStatements statements) throws SQLException {
		String schema = (this.tableName.schema() == null) ? findSchema(statements) : null;
		if (schema != null) {
			this.table = this.tableName.in(schema).toSql(this.quote);
			this.statements.clear();
		}
	}

	/**
	 * Find the schema in which the connection finds the lock table.
	 * @return the schema; null if it is not known
	 */
	abstract @Nullable String findSchema(LockStatements statements) throws SQLException;

	/**
	 * Whether a failure says that there is no such table, or no right to use it. After
	 * other failures, a guard must not be replaced by asking the store.
	 */
	boolean isTableMissing(SQLException ex) {
		return ex.getSQLState() != null && ex.getSQLState().startsWith("42");
	}

	/**
	 * Let the transaction continue after a guard that has failed.
	 */
	void undoGuard(LockStatements statements) throws SQLException {
	}

	/**
	 * Grant all locks or none, in one statement that waits for nobody if the database can
	 * do that. If they are refused, a caller whose wait is not over leaves a mark, if the
	 * database can wake it up.
	 */
	abstract AcquireResult acquire(LockStatements statements, Acquisition acquisition, Duration leaseTime,
			WaitTime waitTime) throws SQLException;

	/**
	 * Renew what is alive. A row that somebody else has locked must not keep the others
	 * from being renewed.
	 */
	abstract List<RenewalResult> renew(LockStatements statements, List<Renewal> renewals) throws SQLException;

	ReleaseOutcome release(LockStatements statements, Acquisition acquisition, Duration minHoldTime)
			throws SQLException {
		int released = statements.update(sql(RELEASE, acquisition.locks().size()), micros(minHoldTime),
				values(acquisition.locks()), parameter(acquisition.id()));
		return (released == acquisition.locks().size()) ? ReleaseOutcome.RELEASED : ReleaseOutcome.NOT_HELD;
	}

	/**
	 * How those who wait for locks of this database learn of a release.
	 * @param listenTime for how long to listen after somebody has last waited
	 */
	WakeUp wakeUp(LockConnections connections, Duration listenTime) {
		return WakeUp.NONE;
	}

	List<LockRecord> find(LockStatements statements, Collection<LockId> locks) throws SQLException {
		return statements.query(sql(FIND, locks.size()), RECORD_MAPPER, values(locks));
	}

	List<LockRecord> list(LockStatements statements, String after, int limit) throws SQLException {
		return statements.query(sql(LIST), RECORD_MAPPER, after, limit);
	}

	/**
	 * Ends the grant as a release does, and mints a token for nobody.
	 */
	boolean forceRelease(LockStatements statements, LockId lock) throws SQLException {
		return statements.update(sql(FORCE_RELEASE), lock.value()) > 0;
	}

	@Nullable String lastOfBatch(LockStatements statements, String after, int size) throws SQLException {
		return statements.query(sql(LAST_OF_BATCH), (rs, row) -> rs.getString(1), after, size).get(0);
	}

	/**
	 * Remove free rows. Those with a token that the clock has not yet passed by the
	 * retention time stay: without them, tokens could fall after the clock was set back.
	 */
	int removeUnused(LockStatements statements, String after, String last, Duration retention) throws SQLException {
		return statements.update(sql(REMOVE_UNUSED), after, last, micros(retention), micros(retention));
	}

	int forget(LockStatements statements, Acquisition acquisition) throws SQLException {
		return statements.update(sql(FORGET, acquisition.locks().size()), values(acquisition.locks()),
				parameter(acquisition.id()));
	}

	/**
	 * Lock the rows of an acquisition that is held, in a transaction of the application,
	 * so that nobody else is granted them until it has completed. Shares them, if the
	 * database can, with other transactions of the same holder and with its renewals.
	 * That its time may be over is not looked at: while the row still names the
	 * acquisition, nobody else has been granted it.
	 */
	abstract Guarded guard(LockStatements statements, Acquisition acquisition, Duration remaining) throws SQLException;

	/**
	 * Whether a failure only says that somebody else is at work on the same rows.
	 */
	abstract boolean isContention(SQLException ex);

	/**
	 * Look whether the table is as it must be.
	 * @throws SQLException if it is missing or lacks a column
	 * @throws IllegalStateException if locks cannot be kept in it, and why
	 */
	int verify(LockStatements statements) throws SQLException {
		return statements.query(sql(VERIFY), (rs, row) -> row).size();
	}

	/**
	 * The clock of the server, which takes the time that an answer carries.
	 */
	final ServerClock clock() {
		return this.clock;
	}

	/**
	 * The id of an acquisition as the database takes it.
	 */
	Object parameter(UUID acquisitionId) {
		return acquisitionId;
	}

	static LockHolder toHolder(ResultSet rs) throws SQLException {
		return new LockHolder(rs.getString("owner"), micros(rs, "held_for"), micros(rs, "remaining"));
	}

	/**
	 * Put the table, the clock and, for a number of locks, their placeholders into SQL,
	 * or the condition that selects them.
	 */
	final String sql(String template, int locks) {
		return (locks <= LARGEST_KEPT)
				? this.statements.computeIfAbsent(new Template(template, locks), (key) -> format(template, locks))
				: format(template, locks);
	}

	private String format(String template, int locks) {
		String placeholders = repeat("?", locks, ", ");
		return template.formatted(this.table, this.now, placeholders,
				(locks == 1) ? "lock_id = ?" : "lock_id IN (" + placeholders + ")");
	}

	static String repeat(String text, int times, String separator) {
		return String.join(separator, Collections.nCopies(times, text));
	}

	final String sql(String template) {
		return sql(template, 0);
	}

	static List<String> values(Collection<LockId> locks) {
		return locks.stream().map(LockId::value).toList();
	}

	static long micros(Duration duration) {
		return Math.addExact(Math.multiplyExact(duration.getSeconds(), MICROS_PER_SECOND),
				TimeUnit.NANOSECONDS.toMicros(duration.getNano()));
	}

	static Duration micros(ResultSet rs, String column) throws SQLException {
		return micros(rs.getLong(column));
	}

	static Duration micros(long micros) {
		return Duration.of(micros, ChronoUnit.MICROS);
	}

	/**
	 * A statement for a number of locks.
	 */
	private record Template(String sql, int locks) {
	}

	/**
	 * What a guard has found.
	 *
	 * @param locks how many rows it has locked
	 * @param upToDate false if the rows may have changed since the transaction's snapshot
	 */
	record Guarded(int locks, boolean upToDate) {
	}

}
