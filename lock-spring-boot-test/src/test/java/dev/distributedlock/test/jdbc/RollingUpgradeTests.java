// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.distributedlock.store.AcquireResult.Granted;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that replicas of the previous version and of this one can run at the same time,
 * whichever of them has created the table. The previous version knew neither MariaDB nor
 * MySQL.
 */
@ParameterizedClass
@MethodSource("databases")
class RollingUpgradeTests {

	private static final int TICKS = 100;

	@Parameter(0)
	private DatabaseProduct product = DatabaseProduct.H2;

	@Parameter(1)
	private Schema schema = Schema.PREVIOUS;

	private static TestDatabase database;

	private static HikariDataSource pool;

	private static HikariDataSource previousPool;

	private static JdbcLockStore current;

	private static PreviousStore previous;

	static List<Arguments> databases() {
		return Stream.of(DatabaseProduct.H2, DatabaseProduct.POSTGRESQL, DatabaseProduct.POSTGRESQL_PREVIOUS)
			.flatMap((product) -> Stream.of(Schema.values()).map((schema) -> Arguments.of(product, schema)))
			.toList();
	}

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product, Schema schema) {
		database = product.createDatabase();
		new ResourceDatabasePopulator(schema.script(product)).execute(database.dataSource());
		pool = Pools.derived(database);
		previousPool = Pools.derived(database);
		current = new JdbcLockStore(pool, Pools.options());
		previous = new PreviousStore(previousPool);
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		pool.close();
		previousPool.close();
		database.close();
	}

	@Test
	void bothAcceptTheTable() {
		assertThat(this.schema.script(this.product).exists()).isTrue();
		current.verifySchema();
		previous.verifySchema();
	}

	@Test
	void eachWorksAloneAndSeesTheOther() {
		Locks.assertWorks(previous, previous);
		Locks.assertWorks(previous, current);
		Locks.assertWorks(current, previous);
	}

	@Test
	void tokensRiseAcrossVersions() {
		LockId lock = Locks.newLock();
		long last = 0;
		for (int i = 0; i < 20; i++) {
			Acquisition acquisition = Locks.acquisition(lock);
			long token = Locks.grant(store(i), acquisition);
			assertThat(token).isGreaterThan(last);
			last = token;
			Locks.refuse(store(i + 1), Locks.acquisition(lock));
			assertThat(store(i + i / 4).release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		}
		assertThat(current.forceRelease(lock)).isFalse();
		Locks.grant(previous, Locks.acquisition(lock));
		assertThat(current.forceRelease(lock)).isTrue();
		assertThat(Locks.grant(previous, Locks.acquisition(lock))).isGreaterThan(last + 2);
	}

	@Test
	void aStaleHolderTouchesNothingOfTheOtherVersion() {
		for (int i = 0; i < 2; i++) {
			LockId lock = Locks.newLock();
			Acquisition stale = Locks.acquisition(lock);
			Locks.grant(store(i), stale);
			assertThat(store(i).forceRelease(lock)).isTrue();
			Acquisition holder = Locks.acquisition(lock);
			Locks.grant(store(i + 1), holder);
			assertThat(Locks.renew(store(i), stale)).isEqualTo(Outcome.LOST);
			assertThat(store(i).release(stale, Duration.ZERO)).isEqualTo(ReleaseOutcome.NOT_HELD);
			Locks.refuse(store(i), stale);
			store(i).removeUnused(Duration.ZERO);
			assertThat(store(i + 1).isHeld(holder)).isTrue();
			assertThat(store(i + 1).find(List.of(lock)).get(0).holder().remaining()).isLessThanOrEqualTo(Locks.LONG);
			assertThat(Locks.renew(store(i + 1), holder)).isEqualTo(Outcome.RENEWED);
		}
	}

	@Test
	void aSetIsRefusedAsAWhole() {
		for (int i = 0; i < 2; i++) {
			List<LockId> locks = Locks.newLocks(3);
			Locks.grant(store(i), Locks.acquisition(locks.get(1)));
			Locks.refuse(store(i + 1), Locks.acquisition(locks));
			assertThat(store(i + 1).find(locks)).hasSize(1);
		}
	}

	@Test
	void theMinimumHoldTimeOfTheOtherVersionIsKept() {
		for (int i = 0; i < 2; i++) {
			Acquisition acquisition = Locks.acquisition(Locks.newLock());
			Locks.grant(store(i), acquisition);
			store(i).release(acquisition, Locks.LONG);
			Locks.refuse(store(i + 1), Locks.acquisition(acquisition.locks()));
			assertThat(store(i + 1).find(acquisition.locks()).get(0).holder().owner()).isNull();
		}
	}

	@Test
	void anAttemptGoesOnInTheOtherVersion() {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		long token = Locks.grant(previous, acquisition);
		assertThat(Locks.grant(current, acquisition)).isEqualTo(token);
		assertThat(Locks.renew(current, acquisition)).isEqualTo(Outcome.RENEWED);
		assertThat(Locks.renew(previous, acquisition)).isEqualTo(Outcome.RENEWED);
		assertThat(current.release(acquisition, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
	}

	@Test
	void everyTickIsRunByExactlyOne() throws Exception {
		ExecutorService replicas = Executors.newFixedThreadPool(4);
		try {
			for (int tick = 0; tick < TICKS; tick++) {
				assertOneRuns(replicas, Locks.newLock());
			}
		}
		finally {
			replicas.shutdownNow();
		}
	}

	/**
	 * Two replicas of each version.
	 */
	private static void assertOneRuns(ExecutorService replicas, LockId tick) throws Exception {
		CyclicBarrier start = new CyclicBarrier(4);
		List<Callable<Boolean>> tasks = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			LockStore store = store(i);
			Acquisition acquisition = new Acquisition(UUID.randomUUID(), List.of(tick), "replica-" + i);
			tasks.add(() -> {
				start.await();
				return store.acquire(acquisition, Locks.LONG, WaitTime.NONE) instanceof Granted
						&& store.release(acquisition, Locks.LONG) == ReleaseOutcome.RELEASED;
			});
		}
		List<Boolean> ran = new ArrayList<>();
		for (Future<Boolean> task : replicas.invokeAll(tasks)) {
			ran.add(task.get());
		}
		assertThat(ran).containsOnlyOnce(true);
	}

	private static LockStore store(int index) {
		return (index % 2 == 0) ? previous : current;
	}

	/**
	 * Which version has created the table.
	 */
	enum Schema {

		PREVIOUS, CURRENT;

		ClassPathResource script(DatabaseProduct product) {
			return (this == PREVIOUS) ? PreviousStore.schema(product.platform()) : new ClassPathResource(
					"dev/distributedlock/store/jdbc/schema-%s.sql".formatted(product.platform()));
		}

	}

}
