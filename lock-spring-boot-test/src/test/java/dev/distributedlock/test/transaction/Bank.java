// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An application with an account in a database of its own, and a stranger at the same
 * locks.
 */
final class Bank implements AutoCloseable {

	static final LockRequest LOCK = LockRequest.of("account", "1");

	private final TestDatabase database;

	private final ConfigurableApplicationContext context;

	private final AtomicBoolean closed = new AtomicBoolean();

	private Bank(TestDatabase database, ConfigurableApplicationContext context) {
		this.database = database;
		this.context = context;
	}

	static Bank open(DatabaseProduct product, Class<?> application, Map<String, Object> properties) {
		TestDatabase database = product.createLockDatabase();
		database.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL)");
		database.execute("INSERT INTO account (id, balance) VALUES (1, 0)");
		database.execute("CREATE TABLE audit_log (message VARCHAR(200) NOT NULL)");
		return new Bank(database, start(database, application, properties));
	}

	/**
	 * Start an application on a database. A busy machine has time to answer.
	 */
	static ConfigurableApplicationContext start(TestDatabase database, Class<?> application,
			Map<String, Object> properties) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties(Map.of("spring.datasource.url", database.url(), "spring.datasource.username", database.user(),
					"spring.datasource.password", database.password(), "distributed-lock.key-prefix", "bank",
					"spring.main.banner-mode", "off", "distributed-lock.jdbc.operation-timeout", "15s"))
			.properties(properties)
			.run();
	}

	TestDatabase database() {
		return this.database;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	LockTemplate locks() {
		return bean(LockTemplate.class);
	}

	TransactionTemplate transaction(int propagation) {
		TransactionTemplate transaction = new TransactionTemplate(bean(PlatformTransactionManager.class));
		transaction.setPropagationBehavior(propagation);
		return transaction;
	}

	TransactionTemplate transaction() {
		return transaction(TransactionTemplate.PROPAGATION_REQUIRED);
	}

	/**
	 * Pay in through the connection of the current transaction.
	 */
	void payIn(int amount) {
		bean(JdbcTemplate.class).update("UPDATE account SET balance = balance + ? WHERE id = 1", amount);
	}

	void reset() {
		this.database.execute("UPDATE account SET balance = 0");
		this.database.execute("DELETE FROM audit_log");
		this.database.execute("DELETE FROM distributed_lock");
	}

	/**
	 * What has been committed.
	 */
	int balance() {
		return Integer.parseInt(this.database.queryForString("SELECT balance FROM account WHERE id = 1"));
	}

	static LockId id(LockRequest request) {
		return LockId.of("bank", request.name(), request.keys().isEmpty() ? null : request.keys().get(0));
	}

	/**
	 * Take a lock away from whoever has it, without a word to them.
	 */
	void steal(LockRequest request) {
		bean(LockStore.class).forceRelease(id(request));
		AcquireResult result = tryAcquireAsStranger(request);
		if (!(result instanceof AcquireResult.Granted)) {
			throw new IllegalStateException("Not stolen: " + result);
		}
	}

	AcquireResult tryAcquireAsStranger(LockRequest request) {
		return bean(LockStore.class).acquire(new Acquisition(UUID.randomUUID(), List.of(id(request)), "stranger"),
				Duration.ofMinutes(5), WaitTime.NONE);
	}

	/**
	 * Closes once: the test class is told to clean up again after the test of a product
	 * that is not there.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.context.close();
			this.database.close();
		}
	}

}
