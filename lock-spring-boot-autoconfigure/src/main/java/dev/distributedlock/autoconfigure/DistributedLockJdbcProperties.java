// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.util.Assert;

/**
 * Configuration properties of locks that are kept in a SQL database.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("distributed-lock.jdbc")
public class DistributedLockJdbcProperties extends DatabaseInitializationProperties {

	private static final String DEFAULT_SCHEMA_LOCATION = "classpath:dev/distributedlock/store/jdbc/"
			+ "schema-@@platform@@.sql";

	/**
	 * Name of the lock table, qualified by a schema if need be.
	 */
	private String tableName = JdbcLockStoreOptions.STANDARD_TABLE_NAME;

	/**
	 * Number of connections that locks have for themselves, beside the application's
	 * pool. One of them is kept for renewals.
	 */
	private int connections = 4;

	/**
	 * Whether releases wake up who waits, instead of having them poll. PostgreSQL only:
	 * each release that somebody waits for sends a notification then, for which the
	 * server takes a lock of its own, and one more connection listens while somebody
	 * waits.
	 */
	private boolean wakeUp = true;

	/**
	 * How long an operation of the store may take before it counts as failed.
	 */
	private Duration operationTimeout = Duration.ofSeconds(5);

	/**
	 * How long rows of locks that nobody uses are kept.
	 */
	private Duration retention = LockRegistryOptions.STANDARD_RETENTION;

	public DistributedLockJdbcProperties() {
		setContinueOnError(false);
	}

	public String getTableName() {
		return this.tableName;
	}

	public void setTableName(String tableName) {
		this.tableName = JdbcLockStoreOptions.checkTableName(tableName);
	}

	public int getConnections() {
		return this.connections;
	}

	public void setConnections(int connections) {
		Assert.isTrue(connections >= 2, "connections must be at least 2: one of them is kept for renewals");
		this.connections = connections;
	}

	public boolean isWakeUp() {
		return this.wakeUp;
	}

	public void setWakeUp(boolean wakeUp) {
		this.wakeUp = wakeUp;
	}

	public Duration getOperationTimeout() {
		return this.operationTimeout;
	}

	public void setOperationTimeout(Duration operationTimeout) {
		this.operationTimeout = StoreTimes.checkOperationTimeout(operationTimeout);
	}

	public Duration getRetention() {
		return this.retention;
	}

	public void setRetention(Duration retention) {
		this.retention = StoreTimes.checkRetention(retention);
	}

	@Override
	public String getDefaultSchemaLocation() {
		return DEFAULT_SCHEMA_LOCATION;
	}

}
