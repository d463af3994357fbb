// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.fencing;

import java.util.UUID;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;

import dev.distributedlock.FencingGuard;
import dev.distributedlock.fencing.JdbcFencingGuard;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.StatementLog;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of an application that writes behind a fence.
 */
final class FencedDatabase implements AutoCloseable {

	private final TestDatabase database;

	private final StatementLog log;

	private final HikariDataSource pool = new HikariDataSource();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.pool);

	private final FencingGuard guard;

	FencedDatabase(TestDatabase database, String url) {
		this.database = database;
		database.runScript("dev/distributedlock/fencing/schema-%s.sql".formatted(database.product().platform()));
		database.execute("CREATE TABLE effect (resource VARCHAR(64) NOT NULL, token BIGINT NOT NULL)");
		database.execute("CREATE TABLE snapshot (id INT)");
		this.log = database.logStatements();
		this.pool.setJdbcUrl(url);
		this.pool.setUsername(database.user());
		this.pool.setPassword(database.password());
		this.pool.setMaximumPoolSize(16);
		this.pool.setMinimumIdle(0); // greets the server for no connection that nobody
										// needs
		if (database.product() == DatabaseProduct.H2) {
			this.pool.setConnectionInitSql("SET LOCK_TIMEOUT 30000");
		}
		this.guard = new JdbcFencingGuard(this.pool, JdbcFencingGuard.STANDARD_TABLE_NAME, null);
	}

	static FencedDatabase create(DatabaseProduct product) {
		TestDatabase database = product.createDatabase();
		return new FencedDatabase(database, database.url());
	}

	static String newResource() {
		return UUID.randomUUID().toString();
	}

	FencingGuard guard() {
		return this.guard;
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	StatementLog log() {
		return this.log;
	}

	/**
	 * Transactions of this database.
	 */
	TransactionTemplate transaction() {
		return new TransactionTemplate(new JdbcTransactionManager(this.pool));
	}

	TransactionTemplate transaction(int isolation) {
		TransactionTemplate transaction = transaction();
		transaction.setIsolationLevel(isolation);
		return transaction;
	}

	/**
	 * Write behind the fence, in a transaction.
	 */
	void write(String resource, long token) {
		inTransaction(() -> {
			this.guard.check(resource, token);
			recordEffect(resource, token);
		});
	}

	void inTransaction(Runnable work) {
		transaction().executeWithoutResult((status) -> work.run());
	}

	void recordEffect(String resource, long token) {
		this.jdbc.update("INSERT INTO effect (resource, token) VALUES (?, ?)", resource, token);
	}

	/**
	 * How many writes with a token have been committed.
	 */
	int effects(String resource, long token) {
		return required(() -> this.jdbc.queryForObject("SELECT COUNT(*) FROM effect WHERE resource = ? AND token = ?",
				Integer.class, resource, token));
	}

	/**
	 * The token that the fence remembers of a resource whose name needs no encoding.
	 */
	long remembered(String resource) {
		return required(() -> this.jdbc.queryForObject("SELECT token FROM distributed_lock_fence WHERE resource_id = ?",
				Long.class, ":" + resource));
	}

	private static <T> T required(Supplier<T> query) {
		T value = query.get();
		if (value == null) {
			throw new IllegalStateException("No value");
		}
		return value;
	}

	/**
	 * Does nothing the second time, which comes if the next one could not be created.
	 */
	@Override
	public void close() {
		if (!this.pool.isClosed()) {
			this.pool.close();
			this.database.close();
		}
	}

}
