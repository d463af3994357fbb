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

import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;

/**
 * Configuration properties of fences in the application's SQL database.
 *
 * @author The Distributed Lock authors
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
