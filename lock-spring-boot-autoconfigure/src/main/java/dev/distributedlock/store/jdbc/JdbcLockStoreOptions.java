// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a {@link JdbcLockStore} is configured with.
 * <p>
 * The name of the table may be qualified by a schema: {@code locks.distributed_lock}. A
 * part of it that consists of letters, digits and underscores goes into SQL as it is, and
 * the database folds its case as it always does. A part in double quotes is taken
 * exactly, which a reserved word needs, and upper case if it matters:
 * {@code "Locks"."order"}; so is one that has a dash or a dollar sign, or begins with a
 * digit. The quotation mark in SQL is the database's own.
 *
 * @param tableName the table, as described above
 * @param platform the SQL dialect, such as {@code mariadb}; null to go by the database
 * @param operationTimeout how long an operation may take before it counts as failed
 * @param maxConcurrency how many operations other than renewals use a connection at a
 * time, so that one is left for renewals; zero for no limit
 * @param listenTime for how long to listen for releases after a caller has last waited,
 * on a connection more, where the database can tell of them; zero to neither listen nor
 * tell, so that waiting callers poll
 * @since 0.1.0
 */
public record JdbcLockStoreOptions(String tableName, @Nullable String platform, Duration operationTimeout,
		int maxConcurrency, Duration listenTime) {

	/**
	 * The table where nobody says otherwise.
	 */
	public static final String STANDARD_TABLE_NAME = "distributed_lock";

	/**
	 * For how long to listen where nobody says otherwise.
	 */
	public static final Duration STANDARD_LISTEN_TIME = Duration.ofMinutes(1);

	public JdbcLockStoreOptions {
		checkTableName(tableName);
		Assert.isTrue(operationTimeout.toMillis() > 0, "operationTimeout must be positive");
		Assert.isTrue(!listenTime.isNegative(), "listenTime must not be negative");
	}

	/**
	 * Create new options that listen for the standard time.
	 * @param tableName the table
	 * @param platform the SQL dialect; null to go by the database
	 * @param operationTimeout how long an operation may take
	 * @param maxConcurrency how many operations use a connection at a time; zero for no
	 * limit
	 */
	public JdbcLockStoreOptions(String tableName, @Nullable String platform, Duration operationTimeout,
			int maxConcurrency) {
		this(tableName, platform, operationTimeout, maxConcurrency, STANDARD_LISTEN_TIME);
	}

	/**
	 * Check that a name is one that can be put into SQL.
	 * @param tableName the name of a table, as in {@link #tableName()}
	 * @return the name
	 * @throws IllegalArgumentException if it is anything else
	 */
	public static String checkTableName(String tableName) {
		LockTableName.of(tableName);
		return tableName;
	}

	/**
	 * Put a name into the form in which it goes into SQL.
	 * @param tableName the name of a table, as in {@link #tableName()}
	 * @param identifierQuote what the database quotes identifiers with
	 * @return the name, quoted as far as it has to be
	 * @throws IllegalArgumentException if it is no table name
	 */
	public static String quoteTableName(String tableName, String identifierQuote) {
		return LockTableName.of(tableName).toSql(identifierQuote);
	}

	/**
	 * Standard options.
	 * @return the options
	 */
	public static JdbcLockStoreOptions standard() {
		return new JdbcLockStoreOptions(STANDARD_TABLE_NAME, null, Duration.ofSeconds(5), 0);
	}

}
