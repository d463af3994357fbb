// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import javax.sql.DataSource;

import dev.distributedlock.fencing.JdbcFencingGuard;

/**
 * Creates the table of the fences.
 */
class FenceSchemaInitializer extends TableInitializer<DistributedLockFencingProperties> {

	FenceSchemaInitializer(DataSource dataSource, DistributedLockFencingProperties properties) {
		super(failures(dataSource, properties), properties);
	}

	static TableFailures failures(DataSource dataSource, DistributedLockFencingProperties properties) {
		TableScripts table = new TableScripts(dataSource, JdbcFencingGuard.STANDARD_TABLE_NAME,
				properties.getTableName());
		return new TableFailures(table, "fences", "distributed-lock.fencing");
	}

}
