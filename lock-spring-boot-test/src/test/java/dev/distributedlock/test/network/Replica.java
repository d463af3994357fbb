// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.network;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.zaxxer.hikari.HikariDataSource;

import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.TestDatabase;

/**
 * A replica of an application with a registry of its own, and a pool that is set up like
 * the one of the auto-configuration.
 */
final class Replica implements AutoCloseable {

	private static final String VALIDATION = "com.zaxxer.hikari.aliveBypassWindowMs";

	private final HikariDataSource pool = new HikariDataSource();

	private final JdbcLockStore store;

	private final DefaultLockRegistry registry;

	private final Queue<LockLostEvent> losses = new ConcurrentLinkedQueue<>();

	Replica(TestDatabase database, String url, Duration operationTimeout) {
		JdbcLockStoreOptions options = new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME, null,
				operationTimeout, 2);
		this.pool.setJdbcUrl(JdbcLockStore.connectionUrl(url));
		this.pool.setUsername(database.user());
		this.pool.setPassword(database.password());
		this.pool.setMaximumPoolSize(4);
		this.pool.setConnectionTimeout(operationTimeout.toMillis());
		this.pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
		this.pool.setConnectionInitSql(JdbcLockStore.connectionInitSql(url, operationTimeout, null));
		trustConnections();
		this.store = new JdbcLockStore(this.pool, options);
		this.registry = new DefaultLockRegistry(this.store, LockRegistryOptions.of("app"), this.losses::add);
	}

	/**
	 * A pool that tries a connection before it hands it out would meet the faults itself.
	 */
	private void trustConnections() {
		System.setProperty(VALIDATION, String.valueOf(Duration.ofMinutes(1).toMillis()));
		try {
			this.pool.setMinimumIdle(1);
			this.pool.getConnection().close();
		}
		catch (java.sql.SQLException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			System.clearProperty(VALIDATION);
		}
	}

	DefaultLockRegistry registry() {
		return this.registry;
	}

	Queue<LockLostEvent> losses() {
		return this.losses;
	}

	/**
	 * What the store has of a lock.
	 */
	List<LockRecord> find(LockRequest request) {
		return this.store.find(List.of(LockId.of("app", request.name(), request.keys().get(0))));
	}

	@Override
	public void close() {
		this.registry.close();
		this.pool.close();
	}

}
