// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.jdbc;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The databases that keep the guarantees, and what they are called.
 */
enum LockDialects {

	POSTGRESQL(DatabaseDriver.POSTGRESQL, PostgresLockDialect::new, new PostgresStatementRules(), null),

	MARIADB(DatabaseDriver.MARIADB, MySqlLockDialect::new, StatementRules.STANDARD, LockDialects::mySqlLockTimeout),

	MYSQL(DatabaseDriver.MYSQL, MySqlLockDialect::new, StatementRules.STANDARD, LockDialects::mySqlLockTimeout),

	/**
	 * H2 executes another statement for a time-out of a statement. The lock time-out of
	 * the connection bounds the waits of ours.
	 */
	H2(DatabaseDriver.H2, H2LockDialect::new, StatementRules.UNBOUNDED,
			(time) -> "SET LOCK_TIMEOUT " + (time.toMillis() + 1));

	private final DatabaseDriver driver;

	private final Function<LockTableName, LockDialect> dialect;

	private final StatementRules statementRules;

	/**
	 * Sets a lock time-out for a connection, null if each statement has its own.
	 */
	private final @Nullable Function<Duration, String> lockTimeout;

	LockDialects(DatabaseDriver driver, Function<LockTableName, LockDialect> dialect, StatementRules statementRules,
			@Nullable Function<Duration, String> lockTimeout) {
		this.driver = driver;
		this.dialect = dialect;
		this.statementRules = statementRules;
		this.lockTimeout = lockTimeout;
	}

	/**
	 * In whole seconds, and one at least.
	 */
	private static String mySqlLockTimeout(Duration time) {
		return "SET innodb_lock_wait_timeout = " + (time.toSeconds() + 1);
	}

	LockDialect create(String tableName) {
		return this.dialect.apply(LockTableName.of(tableName));
	}

	static LockDialects find(@Nullable String platform, LockConnections connections) {
		if (platform != null) {
			return find(platform, (driver) -> driver.getId().equals(platform));
		}
		String product = connections.execute("find out which database this is", LockStatements::productName);
		return find(product, DatabaseDriver.fromProductName(product)::equals);
	}

	StatementRules statementRules() {
		return this.statementRules;
	}

	/**
	 * Whether the statements lock more than they need to, and wait more, unless they run
	 * in {@code READ COMMITTED}.
	 */
	boolean needsReadCommitted() {
		return this == MARIADB || this == MYSQL;
	}

	/**
	 * Bounds how long a driver may take to cancel a statement, unless the URL does.
	 */
	static String connectionUrl(DatabaseDriver driver, String url) {
		if (driver != DatabaseDriver.POSTGRESQL || url.contains("cancelSignalTimeout=")) {
			return url;
		}
		return url + (url.contains("?") ? "&" : "?") + "cancelSignalTimeout=1";
	}

	/**
	 * Bounds the wait for a row by a fraction of the operation's time, after what
	 * connections are initialised with anyway. MySQL and MariaDB execute one statement at
	 * a time, so that they only get what is there.
	 */
	static @Nullable String connectionInitSql(DatabaseDriver driver, Duration operationTimeout,
			@Nullable String inherited) {
		LockDialects found = find(driver::equals);
		if (found == null || found.lockTimeout == null) {
			return inherited;
		}
		String own = found.lockTimeout.apply(operationTimeout.dividedBy(20));
		if (!StringUtils.hasText(inherited)) {
			return own;
		}
		return (found == H2) ? inherited + "; " + own : inherited;
	}

	private static LockDialects find(String product, Predicate<DatabaseDriver> database) {
		LockDialects found = find(database);
		Assert.isTrue(found != null,
				() -> "Locks cannot be kept in " + product + ". Databases that keep the guarantees of a lock: "
						+ Arrays.stream(values()).map((known) -> known.driver.getId()).collect(Collectors.joining(", "))
						+ ". How another one is added: see docs/stores.md of this project.");
		return found;
	}

	private static @Nullable LockDialects find(Predicate<DatabaseDriver> database) {
		return Arrays.stream(values()).filter((known) -> database.test(known.driver)).findFirst().orElse(null);
	}

}
