// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Configuration properties of fences in the application's SQL database.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("distributed-lock.fencing")
public class DistributedLockFencingProperties extends DatabaseInitializationProperties {

	private static final String DEFAULT_SCHEMA_LOCATION = "classpath:dev/distributedlock/fencing/"
			+ "schema-@@platform@@.sql";

	/**
	 * Whether to provide a FencingGuard, and the table that it needs.
	 */
	private boolean enabled;

	/**
	 * Name of the table of the fences, qualified by a schema if need be.
	 */
	private String tableName = JdbcFencingGuard.STANDARD_TABLE_NAME;

	public DistributedLockFencingProperties() {
		setContinueOnError(false);
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getTableName() {
		return this.tableName;
	}

	public void setTableName(String tableName) {
		this.tableName = JdbcLockStoreOptions.checkTableName(tableName);
	}

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA_LOCATION;
	}

}
