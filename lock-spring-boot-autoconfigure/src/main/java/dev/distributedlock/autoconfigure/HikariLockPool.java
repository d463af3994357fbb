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

import java.sql.SQLException;
import java.util.Set;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.Credentials;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.jdbc.JdbcLockStore;

import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.DatabaseDriver;

/**
 * A small HikariCP pool with the settings of the application's. Used only where HikariCP
 * is there.
 *
 * @author The Distributed Lock authors
 */
final class HikariLockPool {

	private HikariLockPool() {
	}

	static @Nullable HikariDataSource copyOf(DataSource dataSource, DistributedLockJdbcProperties properties) {
		HikariDataSource original = unwrap(dataSource);
		return (original != null) ? copy(original, properties) : null;
	}

	static int sizeOf(DataSource dataSource) {
		HikariDataSource pool = unwrap(dataSource);
		return (pool != null) ? pool.getMaximumPoolSize() : 0;
	}

	static boolean isPostgres(DataSource dataSource) {
		HikariDataSource pool = unwrap(dataSource);
		return pool != null && DatabaseDriver.fromJdbcUrl(pool.getJdbcUrl()) == DatabaseDriver.POSTGRESQL;
	}

	private static boolean listens(HikariDataSource original, DistributedLockJdbcProperties properties) {
		return properties.isWakeUp() && isPostgres(original);
	}

	private static @Nullable HikariDataSource unwrap(DataSource dataSource) {
		return DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class);
	}

	private static HikariDataSource copy(HikariDataSource original, DistributedLockJdbcProperties properties) {
		HikariConfig config = new HikariConfig();
		original.copyStateTo(config);
		// Asked for each new connection: credentials may change.
		config.setCredentialsProvider(() -> Credentials.of(original.getUsername(), original.getPassword()));
		config.setInitializationFailTimeout(-1);
		config.setPoolName("distributed-lock");
		config.setMaximumPoolSize(properties.getConnections() + (listens(original, properties) ? 1 : 0));
		config.setMinimumIdle(1);
		config.setConnectionTimeout(properties.getOperationTimeout().toMillis());
		config.setAutoCommit(true);
		config.setReadOnly(false);
		config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
		config.setConnectionInitSql(JdbcLockStore.connectionInitSql(original.getJdbcUrl(),
				properties.getOperationTimeout(), original.getConnectionInitSql()));
		if (original.getMetricRegistry() != null) {
			config.setMetricRegistry(null);
		}
		else {
			config.setMetricsTrackerFactory(null);
		}
		if (config.getExceptionOverride() == null && config.getExceptionOverrideClassName() == null) {
			config.setExceptionOverride(new ReadOnlyServerOverride());
		}
		config.setHealthCheckRegistry(null);
		config.setRegisterMbeans(false);
		config.setLeakDetectionThreshold(0);
		return new HikariDataSource(config);
	}

	/**
	 * After a failover, old connections lead to a server that only reads, and would do so
	 * for as long as they are kept.
	 */
	private static final class ReadOnlyServerOverride implements SQLExceptionOverride {

		private static final String READ_ONLY_TRANSACTION = "25006";

		/**
		 * Of MySQL and MariaDB: read-only option, read-only mode.
		 */
		private static final Set<Integer> READ_ONLY_SERVER = Set.of(1290, 1836);

		@java.lang.Override
		public Override adjudicate(SQLException ex) {
			boolean readOnly = READ_ONLY_TRANSACTION.equals(ex.getSQLState())
					|| READ_ONLY_SERVER.contains(ex.getErrorCode());
			return readOnly ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
		}

	}

}
