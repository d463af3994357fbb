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
package dev.distributedlock.autoconfigure;

import javax.sql.DataSource;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

/**
 * Creates the lock table.
 *
 * @author The Distributed Lock authors
 */
class LockSchemaInitializer extends TableInitializer<DistributedLockJdbcProperties> {

	LockSchemaInitializer(DataSource dataSource, DistributedLockJdbcProperties properties) {
		super(failures(dataSource, properties), properties);
	}

	static TableFailures failures(DataSource dataSource, DistributedLockJdbcProperties properties) {
		TableScripts table = new TableScripts(dataSource, JdbcLockStoreOptions.STANDARD_TABLE_NAME,
				properties.getTableName());
		return new TableFailures(table, "distributed locks", "distributed-lock.jdbc");
	}

}
