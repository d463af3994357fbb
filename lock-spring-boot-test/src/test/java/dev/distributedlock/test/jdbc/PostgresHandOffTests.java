// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.PgBouncer;
import dev.distributedlock.test.server.StatementLog;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of replicas that hand a lock on to each other on PostgreSQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresHandOffTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int REPLICAS = 4;

	private static final int WAITERS = 4 * REPLICAS;

	private static final int ACQUISITIONS = 20;

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	/**
	 * A request that is refused and leaves its mark, a grant and a release would be
	 * three.
	 */
	@Test
	void handingOnTakesFewStatements() throws Exception {
		TestDatabase database = open(DatabaseProduct.POSTGRESQL.createLockDatabase());
		StatementLog log = database.logStatements();
		List<DefaultLockRegistry> registries = new ArrayList<>();
		for (int i = 0; i < REPLICAS; i++) {
			WaitingClient client = open(new WaitingClient(database, JdbcLockStoreOptions.STANDARD_LISTEN_TIME));
			Pools.fill(client.pool());
			registries.add(registry(client));
		}
		LockRequest request = LockRequest.of("hand-off", UUID.randomUUID()).waitTime(PATIENCE);
		handOn(registries, request, 1);
		List<String> statements = log.during(() -> handOn(registries, request, ACQUISITIONS));
		assertThat(statements).hasSizeLessThan((int) (4.5 * WAITERS * ACQUISITIONS));
	}

	/**
	 * Many acquire the same lock again and again, one at a time.
	 */
	private void handOn(List<DefaultLockRegistry> registries, LockRequest request, int times) {
		AtomicInteger inside = new AtomicInteger();
		AtomicLong lastToken = new AtomicLong();
		List<Callable<Integer>> waiters = new ArrayList<>();
		for (int i = 0; i < WAITERS; i++) {
			DefaultLockRegistry registry = registries.get(i % REPLICAS);
			waiters.add(() -> {
				for (int time = 0; time < times; time++) {
					try (LockLease lease = registry.acquire(request)) {
						assertThat(inside.incrementAndGet()).isEqualTo(1);
						assertThat(lease.fencingToken()).isGreaterThan(lastToken.getAndSet(lease.fencingToken()));
						inside.decrementAndGet();
					}
				}
				return times;
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(WAITERS);
		try {
			for (Future<Integer> waiter : threads.invokeAll(waiters)) {
				assertThat(waiter.get()).isEqualTo(times);
			}
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void behindPgBouncerWaitersPollAndAreToldSoOnce(CapturedOutput output) throws Exception {
		TestDatabase database = open(DatabaseProduct.POSTGRESQL.createLockDatabase());
		PgBouncer bouncer = open(PgBouncer.inFrontOf(database));
		HikariDataSource pool = Pools.derived(database);
		pool.setJdbcUrl(database.urlThrough(bouncer.port()) + "?prepareThreshold=0");
		WaitingClient client = open(new WaitingClient(pool, JdbcLockStoreOptions.STANDARD_LISTEN_TIME));
		LockId lock = Locks.newLock();
		Acquisition holder = Locks.acquisition(lock);
		Locks.grant(client.store(), holder);
		client.ask(lock, Duration.ZERO);
		Awaitility.await().atMost(PATIENCE).until(() -> output.getOut().contains("notifications of PostgreSQL"));
		for (int i = 0; i < 3; i++) {
			client.ask(lock, Duration.ZERO);
		}
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.pool().getHikariPoolMXBean().getActiveConnections() == 0);
		assertThat(client.isLive()).isFalse();
		assertThat(output.getOut()).containsOnlyOnce("notifications of PostgreSQL");
		assertWaits(registry(client), client);
	}

	@Test
	void aTableOfAnEarlierVersionIsPolled(CapturedOutput output) throws Exception {
		TestDatabase database = open(DatabaseProduct.POSTGRESQL.createDatabase());
		new ResourceDatabasePopulator(PreviousStore.schema("postgresql")).execute(database.dataSource());
		WaitingClient client = open(new WaitingClient(database, JdbcLockStoreOptions.STANDARD_LISTEN_TIME));
		WaitingClient other = open(new WaitingClient(database, JdbcLockStoreOptions.STANDARD_LISTEN_TIME));
		LockId lock = Locks.newLock();
		Acquisition holder = Locks.acquisition(lock);
		Locks.grant(other.store(), holder);
		client.listening(lock);
		assertThat(client.store().acquire(Locks.acquisition(lock), Locks.LONG, WaitTime.of(Locks.LONG)))
			.isInstanceOf(AcquireResult.Busy.class);
		assertThat(client.isLive()).isFalse();
		assertThat(output.getOut()).containsOnlyOnce("ADD COLUMN waiters");
		assertWaits(registry(client), other);
	}

	/**
	 * Hand a lock on to somebody who waits.
	 */
	private void assertWaits(DefaultLockRegistry registry, WaitingClient holding) throws Exception {
		String key = UUID.randomUUID().toString();
		Acquisition holder = Locks.acquisition(LockId.of("app", "wait", key));
		Locks.grant(holding.store(), holder);
		ExecutorService threads = Executors.newFixedThreadPool(1);
		try {
			Future<LockLease> waiting = threads
				.submit(() -> registry.acquire(LockRequest.of("wait", key).waitTime(PATIENCE)));
			holding.store().release(holder, Duration.ZERO);
			waiting.get().close();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private DefaultLockRegistry registry(WaitingClient client) {
		return open(new DefaultLockRegistry(client.store(), LockRegistryOptions.of("app"), (event) -> {
		}));
	}

	/**
	 * Closed in the reverse order.
	 */
	private <T extends AutoCloseable> T open(T resource) {
		this.resources.add(0, resource);
		return resource;
	}

}
