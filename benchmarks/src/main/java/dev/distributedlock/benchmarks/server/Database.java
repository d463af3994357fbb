// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A SQL database.
 */
public interface Database extends AutoCloseable {

	/**
	 * Return where the database is.
	 * @return the URL for JDBC
	 */
	String url();

	/**
	 * Return who may use it, without a password.
	 * @return the user
	 */
	String username();

	/**
	 * Return the name and version.
	 * @return the name and version
	 */
	String version();

	/**
	 * Return the least that acquires a lock, with key and owner as parameters.
	 * @return the statement
	 */
	String floorUpsert();

	/**
	 * Return the least that releases a lock, with key and owner as parameters.
	 * @return the statement
	 */
	default String floorUpdate() {
		return "UPDATE floor SET expires_at = CURRENT_TIMESTAMP WHERE lock_key = ? AND owner = ?";
	}

	/**
	 * Open a pool.
	 * @param size the number of connections
	 * @return the pool, to be closed
	 */
	default HikariDataSource pool(int size) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url());
		config.setUsername(username());
		config.setMaximumPoolSize(size);
		return new HikariDataSource(config);
	}

	/**
	 * Create the tables of the floor and of the alternatives.
	 */
	default void createTables() {
		try (HikariDataSource pool = pool(1)) {
			JdbcTemplate template = new JdbcTemplate(pool);
			template.execute("""
					CREATE TABLE floor (lock_key VARCHAR(255) PRIMARY KEY, owner VARCHAR(255) NOT NULL,
						expires_at TIMESTAMP WITH TIME ZONE NOT NULL)""");
			template.execute("""
					CREATE TABLE shedlock (name VARCHAR(64) PRIMARY KEY, lock_until TIMESTAMP NOT NULL,
						locked_at TIMESTAMP NOT NULL, locked_by VARCHAR(255) NOT NULL)""");
			template.execute("""
					CREATE TABLE INT_LOCK (LOCK_KEY CHAR(36) NOT NULL, REGION VARCHAR(100) NOT NULL,
						CLIENT_ID CHAR(36), CREATED_DATE TIMESTAMP NOT NULL, EXPIRED_AFTER TIMESTAMP NOT NULL,
						CONSTRAINT INT_LOCK_PK PRIMARY KEY (LOCK_KEY, REGION))""");
		}
	}

	@Override
	void close();

}
