// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that of many threads of several replicas which ask for a lock that has no row
 * yet, exactly one is granted it, and nobody fails. The number of rounds is the system
 * property {@code distributed-lock.test.rounds}.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class FirstInsertStormTests {

	private static final int ROUNDS = Integer.getInteger("distributed-lock.test.rounds", 10);

	private static final int THREADS = 32;

	private static final int REPLICAS = 4;

	private final DatabaseProduct product;

	FirstInsertStormTests(DatabaseProduct product) {
		this.product = product;
	}

	@Test
	void aNewLockIsGrantedToExactlyOne() throws Exception {
		try (TestDatabase database = this.product.createLockDatabase()) {
			storm(() -> Pools.derived(database), Pools.options());
		}
	}

	/**
	 * What connections of MySQL and MariaDB are set to unless somebody says otherwise.
	 */
	@Test
	void aNewLockIsGrantedToExactlyOneInRepeatableRead() throws Exception {
		try (TestDatabase database = this.product.createLockDatabase()) {
			storm(() -> repeatableRead(database), JdbcLockStoreOptions.standard());
		}
	}

	private static HikariDataSource repeatableRead(TestDatabase database) {
		HikariDataSource pool = Pools.plain(database);
		pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
		return pool;
	}

	private static void storm(Callable<HikariDataSource> pools, JdbcLockStoreOptions options) throws Exception {
		List<AutoCloseable> resources = new ArrayList<>();
		try {
			List<DefaultLockRegistry> registries = new ArrayList<>();
			for (int i = 0; i < REPLICAS; i++) {
				HikariDataSource pool = pools.call();
				resources.add(pool);
				registries.add(new DefaultLockRegistry(new JdbcLockStore(pool, options),
						LockRegistryOptions.of("storm"), (event) -> {
						}));
				resources.add(0, registries.get(i));
			}
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			resources.add(0, threads::shutdownNow);
			for (int round = 0; round < ROUNDS; round++) {
				assertTokensRise(threads, registries, LockRequest.of("new", UUID.randomUUID()));
			}
		}
		finally {
			for (AutoCloseable resource : resources) {
				resource.close();
			}
		}
	}

	/**
	 * The lock has no row at first, and has one after that.
	 */
	private static void assertTokensRise(ExecutorService threads, List<DefaultLockRegistry> registries,
			LockRequest request) throws Exception {
		long last = 0;
		for (int i = 0; i < 3; i++) {
			LockLease lease = onlyLease(threads, registries, request);
			assertThat(lease.fencingToken()).isGreaterThan(last);
			assertThat(lease.verify()).isTrue();
			last = lease.fencingToken();
			lease.release();
		}
	}

	private static LockLease onlyLease(ExecutorService threads, List<DefaultLockRegistry> registries,
			LockRequest request) throws Exception {
		CyclicBarrier start = new CyclicBarrier(THREADS);
		List<Callable<Optional<LockLease>>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			DefaultLockRegistry registry = registries.get(i % REPLICAS);
			tasks.add(() -> {
				start.await();
				return registry.tryAcquire(request);
			});
		}
		List<LockLease> leases = new ArrayList<>();
		for (Future<Optional<LockLease>> answer : threads.invokeAll(tasks)) {
			answer.get().ifPresent(leases::add);
		}
		assertThat(leases).hasSize(1);
		return leases.get(0);
	}

}
