// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import javax.sql.DataSource;

import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

/**
 * Creates the lock table.
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
