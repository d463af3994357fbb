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
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a {@link JdbcLockStore} is configured with.
 *
 * @param tableName the table, an unquoted identifier that may be qualified by a schema
 * @param platform the SQL dialect, such as {@code postgresql}; null to go by the database
 * @param operationTimeout how long an operation may take before it counts as failed
 * @param maxConcurrency how many operations other than renewals use a connection at a
 * time, so that one is left for renewals; zero for no limit
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public record JdbcLockStoreOptions(String tableName, @Nullable String platform, Duration operationTimeout,
		int maxConcurrency) {

	/**
	 * The table where nobody says otherwise.
	 */
	public static final String STANDARD_TABLE_NAME = "distributed_lock";

	private static final Pattern TABLE_NAME = Pattern.compile("([A-Za-z_]\\w*\\.)?[A-Za-z_]\\w*");

	public JdbcLockStoreOptions {
		checkTableName(tableName);
		Assert.isTrue(operationTimeout.toMillis() > 0, "operationTimeout must be positive");
	}

	/**
	 * Check that a name is one that can be put into SQL as it is.
	 * @param tableName the name of a table
	 * @return the name
	 * @throws IllegalArgumentException if it is anything else
	 */
	public static String checkTableName(String tableName) {
		Assert.isTrue(TABLE_NAME.matcher(tableName).matches(),
				() -> "'" + tableName + "' is not a table name: use letters, digits and underscores,"
						+ " with the name of the schema and a dot before it if need be");
		return tableName;
	}

	/**
	 * Standard options.
	 * @return the options
	 */
	public static JdbcLockStoreOptions standard() {
		return new JdbcLockStoreOptions(STANDARD_TABLE_NAME, null, Duration.ofSeconds(5), 0);
	}

}
