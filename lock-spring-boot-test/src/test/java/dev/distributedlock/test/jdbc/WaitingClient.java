// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;

import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.TestDatabase;

/**
 * A client that waits for locks, with a pool of its own, and counts what it is told.
 */
final class WaitingClient implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final LockId OTHER = Locks.newLock();

	private final HikariDataSource pool;

	private final JdbcLockStore store;

	WaitingClient(TestDatabase database, Duration listenTime) {
		this(Pools.derived(database), listenTime);
	}

	WaitingClient(HikariDataSource pool, Duration listenTime) {
		this.pool = pool;
		this.pool.setMaximumPoolSize(Pools.SIZE + 1);
		this.store = new JdbcLockStore(this.pool, new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME,
				null, JdbcLockStoreOptions.standard().operationTimeout(), Pools.SIZE - 1, listenTime));
	}

	JdbcLockStore store() {
		return this.store;
	}

	HikariDataSource pool() {
		return this.pool;
	}

	boolean isLive() {
		try (LockStore.Subscription subscription = this.store.subscribe(List.of(OTHER), () -> {
		})) {
			return subscription.isLive();
		}
	}

	void await(boolean live) {
		Awaitility.await().atMost(PATIENCE).until(() -> isLive() == live);
	}

	/**
	 * Be refused a lock, so that the client listens.
	 */
	WaitingClient listening(LockId taken) {
		ask(taken, Duration.ZERO);
		await(true);
		return this;
	}

	AcquireResult ask(LockId lock, Duration elapsed) {
		return this.store.acquire(Locks.acquisition(lock), Locks.LONG, new WaitTime(elapsed, Locks.LONG));
	}

	/**
	 * Listen for a lock.
	 * @return how often this has been told of it
	 */
	AtomicInteger subscribe(LockId... locks) {
		AtomicInteger told = new AtomicInteger();
		this.store.subscribe(List.of(locks), told::incrementAndGet);
		return told;
	}

	@Override
	public void close() {
		this.store.close();
		this.pool.close();
	}

}
