// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.util.HashMap;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How a database is reached.
 *
 * @param store which database it is
 * @param url its URL
 * @param username the user, may be empty
 * @param password the user's password, may be empty
 * @param redis address of the Redis server that has the locks, null if the database has
 * them
 */
record DatabaseAccess(Store store, String url, String username, String password, @Nullable String redis) {

	/**
	 * Create a schema.
	 * @return how the schema is reached
	 */
	DatabaseAccess createSchema(String schema) {
		execute("CREATE SCHEMA " + schema);
		return new DatabaseAccess(this.store, this.store.inSchema(this.url, schema), this.username, this.password,
				this.redis);
	}

	void dropSchema(String schema) {
		execute("DROP SCHEMA " + schema + " CASCADE");
	}

	private void execute(String statement) {
		try (HikariDataSource dataSource = connect()) {
			JdbcClient.create(dataSource).sql(statement).update();
		}
		catch (RuntimeException ex) {
			throw new DemonstrationException("The database " + this.url + " cannot be used: "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
	}

	HikariDataSource connect() {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(this.url);
		if (!this.username.isEmpty()) {
			dataSource.setUsername(this.username);
			dataSource.setPassword(this.password);
		}
		dataSource.setMaximumPoolSize(4);
		dataSource.setConnectionTimeout(10_000);
		return dataSource;
	}

	/**
	 * The environment of a replica that is to use the database.
	 */
	Map<String, String> toEnvironment() {
		Map<String, String> environment = new HashMap<>(Map.of("SPRING_DATASOURCE_URL", this.url,
				"SPRING_DATASOURCE_USERNAME", this.username, "SPRING_DATASOURCE_PASSWORD", this.password));
		if (this.redis != null) {
			environment.put("DISTRIBUTED_LOCK_TYPE", "redisson");
			environment.put("DISTRIBUTED_LOCK_REDISSON_ADDRESS", this.redis);
		}
		return environment;
	}

}
