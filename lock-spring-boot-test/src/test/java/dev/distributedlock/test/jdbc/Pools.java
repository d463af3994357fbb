// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.TestDatabase;

/**
 * Pools of connections for locks.
 */
final class Pools {

	static final int SIZE = 4;

	private Pools() {
	}

	/**
	 * A pool as the auto-configuration derives it.
	 */
	static HikariDataSource derived(TestDatabase database) {
		HikariDataSource pool = plain(database);
		pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
		pool.setConnectionInitSql(initSql(database));
		return pool;
	}

	private static @Nullable String initSql(TestDatabase database) {
		return JdbcLockStore.connectionInitSql(database.url(), JdbcLockStoreOptions.standard().operationTimeout(),
				null);
	}

	/**
	 * A pool without any settings.
	 */
	static HikariDataSource plain(TestDatabase database) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.url());
		pool.setUsername(database.user());
		pool.setPassword(database.password());
		pool.setMaximumPoolSize(SIZE);
		pool.setMinimumIdle(1);
		return pool;
	}

	/**
	 * What the auto-configuration hands to a store with such a pool.
	 */
	static JdbcLockStoreOptions options() {
		return new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME, null,
				JdbcLockStoreOptions.standard().operationTimeout(), SIZE - 1);
	}

	/**
	 * A pool greets the server for each connection, which who counts statements must not
	 * count.
	 */
	static void fill(HikariDataSource pool) throws SQLException {
		List<Connection> connections = new ArrayList<>();
		try {
			while (connections.size() < pool.getMaximumPoolSize()) {
				connections.add(pool.getConnection());
			}
		}
		finally {
			for (Connection connection : connections) {
				connection.close();
			}
		}
	}

}
