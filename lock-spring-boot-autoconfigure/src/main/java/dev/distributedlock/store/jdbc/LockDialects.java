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

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;

/**
 * The databases that keep the guarantees, and what they are called.
 *
 * @author The Distributed Lock authors
 */
enum LockDialects {

	POSTGRESQL(DatabaseDriver.POSTGRESQL, null, true) {

		@Override
		LockDialect create(String table) {
			return new PostgresLockDialect(table);
		}

	},

	H2(DatabaseDriver.H2, "SET LOCK_TIMEOUT %d", false) {

		@Override
		LockDialect create(String table) {
			return new H2LockDialect(table);
		}

	};

	private final DatabaseDriver driver;

	/**
	 * Sets a lock time-out for a connection, null if each statement has its own.
	 */
	private final @Nullable String lockTimeout;

	private final boolean statementTimeout;

	LockDialects(DatabaseDriver driver, @Nullable String lockTimeout, boolean statementTimeout) {
		this.driver = driver;
		this.lockTimeout = lockTimeout;
		this.statementTimeout = statementTimeout;
	}

	abstract LockDialect create(String table);

	static LockDialects find(@Nullable String platform, LockConnections connections) {
		if (platform != null) {
			return find(platform,
					Arrays.stream(DatabaseDriver.values())
						.filter((driver) -> driver.getId().equals(platform))
						.findFirst()
						.orElse(DatabaseDriver.UNKNOWN));
		}
		String product = connections.execute("find out which database this is", LockStatements::productName);
		return find(product, DatabaseDriver.fromProductName(product));
	}

	/**
	 * Whether statements are given a time-out. Not on H2, which executes another
	 * statement for that each time; there, the lock time-out bounds what ours wait for.
	 */
	boolean hasStatementTimeout() {
		return this.statementTimeout;
	}

	/**
	 * Bounds the wait for a row by a fraction of the operation's time.
	 */
	static @Nullable String connectionInitSql(DatabaseDriver driver, Duration operationTimeout) {
		return Arrays.stream(values())
			.filter((dialect) -> dialect.driver == driver && dialect.lockTimeout != null)
			.findFirst()
			.map((dialect) -> dialect.lockTimeout.formatted(operationTimeout.dividedBy(20).toMillis() + 1))
			.orElse(null);
	}

	private static LockDialects find(String product, DatabaseDriver driver) {
		return Arrays.stream(values())
			.filter((dialect) -> dialect.driver == driver)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Locks cannot be kept in " + product
					+ ". Databases that keep the guarantees of a lock: " + supported()));
	}

	private static String supported() {
		return Arrays.stream(values()).map((dialect) -> dialect.driver.getId()).collect(Collectors.joining(", "));
	}

}
