// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Base of the tests of {@link JdbcLockStore}, whatever the database is.
 */
abstract class JdbcLockStoreConformanceTests extends LockStoreConformanceTests {

	private final Clients clients;

	JdbcLockStoreConformanceTests(Clients clients) {
		this.clients = clients;
	}

	@Override
	protected LockStore store() {
		return this.clients.store;
	}

	@Override
	protected LockStore otherStore() {
		return this.clients.otherStore;
	}

	@Override
	protected AutoCloseable blockRow(LockId lock) {
		OpenTransaction transaction = this.clients.database.beginTransaction();
		if (transaction.execute("SELECT token FROM distributed_lock WHERE lock_id = ? FOR UPDATE", lock.value()) == 0) {
			transaction.execute(
					"INSERT INTO distributed_lock VALUES (?, 1, '00000000-0000-0000-0000-000000000000', NULL, 0, 0)",
					lock.value());
		}
		return transaction;
	}

	@Override
	protected void forgetEverything() {
		new JdbcTemplate(this.clients.database.dataSource()).execute("TRUNCATE TABLE distributed_lock");
	}

	@Override
	protected void setToken(LockId lock, long token) {
		new JdbcTemplate(this.clients.database.dataSource())
			.update("UPDATE distributed_lock SET token = ? WHERE lock_id = ?", token, lock.value());
	}

	@Override
	protected Map<LockId, Long> rememberedTokens(Collection<LockId> locks) {
		return new NamedParameterJdbcTemplate(this.clients.database.dataSource())
			.queryForList("SELECT lock_id, token FROM distributed_lock WHERE lock_id IN (:locks)",
					Map.of("locks", locks.stream().map(LockId::value).toList()))
			.stream()
			.collect(Collectors.toMap((row) -> new LockId((String) row.get("lock_id")),
					(row) -> (Long) row.get("token")));
	}

	@Override
	protected Duration patience() {
		return Duration.ofSeconds(10);
	}

	/**
	 * Two clients, each with a pool of its own that is set up like the one of the
	 * auto-configuration.
	 */
	static final class Clients implements AutoCloseable {

		private static final int POOL_SIZE = 8;

		private final TestDatabase database;

		private final HikariDataSource pool;

		private final HikariDataSource otherPool;

		private final LockStore store;

		private final LockStore otherStore;

		Clients(TestDatabase database) {
			this(database, "TRANSACTION_READ_COMMITTED");
		}

		Clients(TestDatabase database, String isolation) {
			JdbcLockStoreOptions options = JdbcLockStoreOptions.standard();
			String initSql = JdbcLockStore.connectionInitSql(database.url(), options.operationTimeout(), null);
			this.database = database;
			this.pool = pool(database.dataSource(), isolation, initSql);
			this.otherPool = pool(database.dataSource(), isolation, initSql);
			this.store = new JdbcLockStore(this.pool, options);
			this.otherStore = new JdbcLockStore(this.otherPool, options);
		}

		private static HikariDataSource pool(DataSource dataSource, String isolation, @Nullable String initSql) {
			HikariDataSource pool = new HikariDataSource();
			pool.setDataSource(dataSource);
			pool.setTransactionIsolation(isolation);
			pool.setMaximumPoolSize(POOL_SIZE);
			pool.setConnectionInitSql(initSql);
			return pool;
		}

		@Override
		public void close() {
			this.pool.close();
			this.otherPool.close();
			this.database.close();
		}

	}

}
