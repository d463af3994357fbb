// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.util.ClassUtils;

/**
 * Derives a small pool for locks from the settings of the application's
 * {@link DataSource}, so that locks never wait for a connection that business code has.
 */
final class DerivedDataSource {

	private static final Log logger = LogFactory.getLog(DerivedDataSource.class);

	private static final boolean HIKARI_PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			DerivedDataSource.class.getClassLoader());

	private DerivedDataSource() {
	}

	/**
	 * Derive a pool.
	 * @return the pool, or null if the settings of the original cannot be had
	 */
	static @Nullable DataSource from(DataSource original, DistributedLockJdbcProperties properties) {
		try {
			DataSource copy = HIKARI_PRESENT ? HikariLockPool.copyOf(original, properties) : null;
			return (copy != null) ? copy : DataSourceBuilder.derivedFrom(original).build();
		}
		catch (RuntimeException ex) {
			// Its message may quote the URL, and so a password.
			logger.warn("Locks use the application's connection pool, because no connections of their own can be"
					+ " derived from it. When it is exhausted, leases are not renewed and get lost. Define a DataSource"
					+ " for locks and mark it with @DistributedLockDataSource. (" + ex.getClass().getName() + ")");
			return null;
		}
	}

	/**
	 * Whether a pool is known to lead to PostgreSQL.
	 */
	static boolean isPostgres(DataSource dataSource) {
		return HIKARI_PRESENT && HikariLockPool.isPostgres(dataSource);
	}

	/**
	 * The URL that a pool leads to, null if that is unknown.
	 */
	static @Nullable String urlOf(DataSource dataSource) {
		return HIKARI_PRESENT ? HikariLockPool.urlOf(dataSource) : null;
	}

	/**
	 * Number of connections in a pool, zero if that is unknown.
	 */
	static int sizeOf(DataSource dataSource) {
		return HIKARI_PRESENT ? HikariLockPool.sizeOf(dataSource) : 0;
	}

}
