// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What MySQL and MariaDB tell of themselves and of the lock table.
 *
 * @param version of the server
 * @param engine that keeps the table; null if it is not there, or a view
 * @param collation that lock ids are compared by; null for none, byte by byte
 * @param length of the longest lock id
 * @param key the kind of key that the lock id is
 */
record MySqlLockTable(String version, @Nullable String engine, @Nullable String collation, int length,
		@Nullable String key) {

	static final String QUERY = """
			SELECT VERSION() AS version, t.engine AS engine, c.collation_name AS collation,
				c.character_maximum_length AS length, c.column_key AS column_key
			FROM (SELECT COALESCE(NULLIF(?, ''), DATABASE()) AS table_schema, ? AS table_name) l
			LEFT JOIN information_schema.tables t
				ON t.table_schema = l.table_schema AND t.table_name = l.table_name
			LEFT JOIN information_schema.columns c
				ON c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.column_name = 'lock_id'""";

	/**
	 * Older servers of MariaDB put a version before theirs that makes replicas of MySQL
	 * accept them, which proxies pass on.
	 */
	private static final String SNAPSHOT_ISOLATION = """
			SELECT COUNT(*) FROM information_schema.system_variables
			WHERE variable_name = 'INNODB_SNAPSHOT_ISOLATION'""";

	private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)");

	static MySqlLockTable of(ResultSet rs, int row) throws SQLException {
		return new MySqlLockTable(rs.getString("version"), rs.getString("engine"), rs.getString("collation"),
				rs.getInt("length"), rs.getString("column_key"));
	}

	/**
	 * Check that the server knows {@code SKIP LOCKED} and {@code JSON_TABLE}.
	 */
	void verifyVersion() {
		Matcher matcher = VERSION.matcher(this.version);
		Assert.state(matcher.lookingAt(), () -> "Unknown version of MySQL or MariaDB: " + this.version);
		int number = 1000 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2));
		Assert.state(number >= (this.version.contains("MariaDB") ? 10006 : 8000),
				() -> "Locks can be kept in MySQL from 8.0 and in MariaDB from 10.6, but the server is "
						+ this.version);
	}

	boolean hasSnapshotIsolation(LockStatements statements) throws SQLException {
		return this.version.contains("MariaDB")
				&& statements.query(SNAPSHOT_ISOLATION, (rs, row) -> rs.getInt(1)).get(0) > 0;
	}

	void verify(String table) {
		if (this.engine == null) {
			return;
		}
		Assert.state(this.engine.equalsIgnoreCase("InnoDB"),
				() -> "The lock table is kept by the storage engine " + this.engine
						+ ", with which locks are not safe. Change that: ALTER TABLE " + table + " ENGINE = InnoDB");
		Assert.state("PRI".equals(this.key),
				() -> "Two rows of the lock table can be for the same lock, because lock_id is not its primary key."
						+ " Change that: ALTER TABLE " + table + " ADD PRIMARY KEY (lock_id)");
		Assert.state((this.collation == null || this.collation.endsWith("bin")) && this.length >= 255,
				() -> "Different locks can have the same row in the lock table, because lock_id has the collation "
						+ this.collation + " and " + this.length + " characters. Change that: ALTER TABLE " + table
						+ " MODIFY lock_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL");
	}

}
