// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Several replicas of an application that counts, on one database.
 */
final class Replicas implements AutoCloseable {

	static final List<String> KEYS = List.of("a", "b", "c", "d");

	private final TestDatabase database;

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final AtomicBoolean closed = new AtomicBoolean();

	private Replicas(TestDatabase database) {
		this.database = database;
	}

	static Replicas open(DatabaseProduct product, int count, Class<?> application, Map<String, Object> properties) {
		TestDatabase database = product.createLockDatabase();
		database.execute("CREATE TABLE counter (id VARCHAR(10) PRIMARY KEY, total INT NOT NULL)");
		KEYS.forEach((key) -> database.execute("INSERT INTO counter (id, total) VALUES ('" + key + "', 0)"));
		Replicas replicas = new Replicas(database);
		for (int i = 0; i < count; i++) {
			replicas.contexts.add(Bank.start(database, application, properties));
		}
		return replicas;
	}

	TestDatabase database() {
		return this.database;
	}

	int count() {
		return this.contexts.size();
	}

	Counter counter(int replica, Class<? extends Counter> way) {
		return this.contexts.get(replica).getBean(way);
	}

	<T> T bean(int replica, Class<T> type) {
		return this.contexts.get(replica).getBean(type);
	}

	/**
	 * Free a lock, without a word to its holder.
	 */
	void free(String key) {
		bean(0, LockStore.class).forceRelease(id(key));
	}

	/**
	 * Take a lock for somebody who does nothing under it.
	 */
	void takeForStranger(String key, Duration leaseTime) {
		bean(0, LockStore.class).acquire(new Acquisition(UUID.randomUUID(), List.of(id(key)), "stranger"), leaseTime,
				WaitTime.NONE);
	}

	private static LockId id(String key) {
		return LockId.of("bank", "counter", key);
	}

	/**
	 * Run something on threads of each replica, and wait for all.
	 */
	void onAll(int threads, Work work) {
		List<Future<?>> futures = new ArrayList<>();
		for (int i = 0; i < threads * count(); i++) {
			int thread = i;
			futures.add(this.executor.submit(() -> {
				work.run(thread % count(), thread);
				return null;
			}));
		}
		futures.forEach(Replicas::join);
	}

	/**
	 * Run something on another thread.
	 */
	Future<?> elsewhere(Runnable task) {
		return this.executor.submit(task);
	}

	static void join(Future<?> future) {
		try {
			future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	int total() {
		return Integer.parseInt(this.database.queryForString("SELECT SUM(total) FROM counter"));
	}

	void reset() {
		this.database.execute("UPDATE counter SET total = 0");
		this.database.execute("DELETE FROM distributed_lock");
	}

	/**
	 * Closes once: the test class is told to clean up again after the test of a product
	 * that is not there.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.executor.shutdownNow();
			this.contexts.forEach(ConfigurableApplicationContext::close);
			this.database.close();
		}
	}

	/**
	 * What a thread of a replica does.
	 */
	@FunctionalInterface
	interface Work {

		void run(int replica, int thread) throws Exception;

	}

}
