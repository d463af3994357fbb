// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.Credentials;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.jdbc.JdbcLockStore;

import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A small HikariCP pool with the settings of the application's. When the credentials of
 * the application's pool change, the connections of this one are replaced as well. Used
 * only where HikariCP is there.
 */
final class HikariLockPool extends DelegatingDataSource implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(HikariLockPool.class);

	/**
	 * Connections that a burst of requests needed are closed soon.
	 */
	private static final Duration IDLE_TIME = Duration.ofMinutes(1);

	private final HikariDataSource original;

	private final HikariDataSource pool;

	private volatile Credentials credentials;

	private HikariLockPool(HikariDataSource original, HikariConfig config) {
		this.original = original;
		this.credentials = original.getCredentials();
		if (config.getExceptionOverride() == null && config.getExceptionOverrideClassName() == null) {
			config.setExceptionOverride(new StaleConnectionOverride());
		}
		this.pool = new HikariDataSource(config);
		setTargetDataSource(this.pool);
	}

	static @Nullable HikariLockPool copyOf(DataSource dataSource, DistributedLockJdbcProperties properties) {
		HikariDataSource original = unwrap(dataSource);
		return (original != null) ? new HikariLockPool(original, configure(original, properties)) : null;
	}

	static int sizeOf(DataSource dataSource) {
		HikariDataSource pool = unwrap(dataSource);
		return (pool != null) ? pool.getMaximumPoolSize() : 0;
	}

	static @Nullable String urlOf(DataSource dataSource) {
		HikariDataSource pool = unwrap(dataSource);
		return (pool != null) ? pool.getJdbcUrl() : null;
	}

	static boolean isPostgres(DataSource dataSource) {
		return DatabaseDriver.fromJdbcUrl(urlOf(dataSource)) == DatabaseDriver.POSTGRESQL;
	}

	private static boolean listens(HikariDataSource original, DistributedLockJdbcProperties properties) {
		return properties.isWakeUp() && isPostgres(original);
	}

	private static @Nullable HikariDataSource unwrap(DataSource dataSource) {
		return DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class);
	}

	private static HikariConfig configure(HikariDataSource original, DistributedLockJdbcProperties properties) {
		HikariConfig config = new HikariConfig();
		original.copyStateTo(config);
		if (original.getCredentialsProvider() == null) {
			// Asked for each new connection: credentials may change.
			config.setCredentialsProvider(() -> Credentials.of(original.getUsername(), original.getPassword()));
		}
		config.setJdbcUrl(JdbcLockStore.connectionUrl(original.getJdbcUrl()));
		config.setInitializationFailTimeout(-1);
		config.setPoolName("distributed-lock");
		config.setMaximumPoolSize(properties.getConnections() + (listens(original, properties) ? 1 : 0));
		config.setMinimumIdle(1);
		config.setIdleTimeout((original.getMaxLifetime() > 0)
				? Math.min(IDLE_TIME.toMillis(), original.getMaxLifetime() / 2) : IDLE_TIME.toMillis());
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
		config.setHealthCheckRegistry(null);
		config.setLeakDetectionThreshold(0);
		return config;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Credentials current = this.original.getCredentials();
		if (current != this.credentials) {
			this.credentials = current;
			logger.info("The credentials of the DataSource have changed: locks connect anew");
			replaceConnections();
		}
		return super.getConnection();
	}

	/**
	 * Those that are in use are replaced when they are returned.
	 */
	private void replaceConnections() {
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
	}

	/**
	 * The pool, for metrics.
	 */
	HikariDataSource pool() {
		return this.pool;
	}

	@Override
	public void close() {
		this.pool.close();
	}

	/**
	 * Recognises failures after which no connection that was made before is of any use.
	 * After a failover, old connections lead to a server that only reads. After the
	 * credentials were rotated, they belong to a user who has lost its rights.
	 */
	private final class StaleConnectionOverride implements SQLExceptionOverride {

		private static final Set<String> STALE = Set.of("25006", "42501");

		private static final String INVALID_AUTHORIZATION = "28";

		/**
		 * Of MySQL and MariaDB: read-only option, read-only mode; access denied to the
		 * database, the table, the column, or for want of a privilege.
		 */
		private static final Set<Integer> STALE_CODES = Set.of(1290, 1836, 1044, 1142, 1143, 1227);

		@java.lang.Override
		public Override adjudicate(SQLException ex) {
			if (!isStale(ex)) {
				return Override.CONTINUE_EVICT;
			}
			replaceConnections();
			return Override.MUST_EVICT;
		}

		private static boolean isStale(SQLException ex) {
			String state = ex.getSQLState();
			return STALE_CODES.contains(ex.getErrorCode())
					|| (state != null && (STALE.contains(state) || state.startsWith(INVALID_AUTHORIZATION)));
		}

	}

}
