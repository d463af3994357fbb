// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostEvent;
import dev.distributedlock.LockLostException;
import dev.distributedlock.LockRequest;
import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.PostgresPair;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests with a PostgreSQL that is told to wait for a standby which does not answer. What
 * the standby may not have is not believed: not a grant, not a renewal.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStandbyTests {

	private static final Duration LEASE_TIME = Duration.ofSeconds(3);

	private static final int ATTEMPTS_AT_ONCE = 40;

	private PostgresPair pair;

	private TestDatabase database;

	private HikariDataSource pool;

	private JdbcLockStore store;

	private DefaultLockRegistry registry;

	private final Queue<LockLostEvent> losses = new ConcurrentLinkedQueue<>();

	@BeforeAll
	void start() {
		this.pair = PostgresPair.startAsynchronous();
		this.database = this.pair.primary()
			.createDatabase()
			.runScript("dev/distributedlock/store/jdbc/schema-postgresql.sql");
	}

	@BeforeEach
	void open() {
		this.pool = Pools.derived(this.database);
		this.pool.setMaximumPoolSize(ATTEMPTS_AT_ONCE);
		this.store = store(this.pool);
		this.registry = registry(this.store);
	}

	private static JdbcLockStore store(HikariDataSource pool) {
		return new JdbcLockStore(pool, new JdbcLockStoreOptions(JdbcLockStoreOptions.STANDARD_TABLE_NAME, null,
				Duration.ofSeconds(1), ATTEMPTS_AT_ONCE));
	}

	private DefaultLockRegistry registry(JdbcLockStore store) {
		return new DefaultLockRegistry(store, LockRegistryOptions.of("app"), this.losses::add);
	}

	@AfterEach
	void close() {
		this.pair.requireNoStandby();
		this.registry.close();
		this.store.close();
		this.pool.close();
	}

	@AfterAll
	void stop() {
		this.pair.close();
	}

	@Test
	void grantsAreNotBelieved() {
		this.pair.requireMissingStandby();
		for (WaitTime waitTime : List.of(WaitTime.NONE, WaitTime.of(Locks.LONG))) {
			assertUnknown(() -> this.store.acquire(Locks.acquisition(Locks.newLock()), Locks.LONG, waitTime));
			assertUnknown(() -> this.store.acquire(Locks.acquisition(Locks.newLocks(3)), Locks.LONG, waitTime));
		}
	}

	@Test
	void grantsAreNotBelievedWhenTheyAreRequestedAgain() {
		Acquisition acquisition = Locks.acquisition(Locks.newLock());
		this.pair.requireMissingStandby();
		assertUnknown(() -> this.store.acquire(acquisition, Locks.LONG, WaitTime.NONE));
		assertUnknown(() -> this.store.acquire(acquisition, Locks.LONG, WaitTime.NONE));
		this.pair.requireNoStandby();
		Locks.grant(this.store, acquisition);
	}

	@Test
	void grantsToWhoeverListensAreNotBelieved() {
		try (WaitingClient client = new WaitingClient(this.database, Duration.ofMinutes(1))) {
			LockId taken = Locks.newLock();
			Locks.grant(this.store, Locks.acquisition(taken));
			client.listening(taken);
			this.pair.requireMissingStandby();
			assertUnknown(() -> client.ask(Locks.newLock(), Duration.ZERO));
		}
	}

	@Test
	void renewalsAndForcedReleasesAreNotBelieved() {
		Acquisition held = Locks.acquisition(Locks.newLock());
		Locks.grant(this.store, held);
		this.pair.requireMissingStandby();
		assertUnknown(() -> Locks.renew(this.store, held));
		assertUnknown(() -> this.store.forceRelease(held.locks().get(0)));
	}

	@Test
	void whatNeedNotBeDurableWaitsForNoStandby() {
		Acquisition held = Locks.acquisition(Locks.newLock());
		Locks.grant(this.store, held);
		this.pair.requireMissingStandby();
		Locks.refuse(this.store, Locks.acquisition(held.locks()));
		assertThat(this.store.isHeld(held)).isTrue();
		assertThat(this.store.release(held, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		this.store.removeUnused(Duration.ofHours(1));
	}

	/**
	 * A notification holds a lock of the whole server until its commit is done.
	 */
	@Test
	void aReleaseIsNotHeldUpByANotificationThatWaitsForTheStandby() throws Exception {
		try (WaitingClient waiter = new WaitingClient(this.database, Duration.ofMinutes(1))) {
			Acquisition held = Locks.acquisition(Locks.newLock());
			Locks.grant(waiter.store(), held);
			waiter.listening(held.locks().get(0));
			this.pair.requireMissingStandby();
			Thread notification = new Thread(() -> this.database
				.execute("SELECT pg_notify('others', ''), pg_logical_emit_message(true, '', '')"));
			notification.start();
			Locks.await()
				.until(() -> this.database
					.queryForString("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
					.equals("1"));
			assertThat(waiter.store().release(held, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
			this.pair.requireNoStandby();
			notification.join();
		}
	}

	@Test
	void failedAcquisitionsLeaveNothingHeldAndNoSessionBehind() throws Exception {
		this.pair.requireMissingStandby();
		ExecutorService threads = Executors.newFixedThreadPool(ATTEMPTS_AT_ONCE);
		List<Future<?>> attempts = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			LockRequest request = LockRequest.of("job", i).leaseTime(Duration.ofSeconds(60));
			attempts.add(threads
				.submit(() -> assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> acquire(request))));
		}
		for (Future<?> attempt : attempts) {
			attempt.get();
		}
		threads.shutdown();
		Locks.await().untilAsserted(() -> assertThat(this.database.queryForString("""
				SELECT count(*) FROM distributed_lock
				WHERE lock_id LIKE 'app:job:%' AND owner IS NOT NULL""")).isEqualTo("0"));
		Locks.await()
			.untilAsserted(() -> assertThat(
					this.database.queryForString("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
				.isEqualTo("0"));
	}

	private LockLease acquire(LockRequest request) {
		return this.registry.acquire(request);
	}

	@Test
	void aLeaseThatCannotBeRenewedIsLostInTime() {
		LockLease lease = acquire(LockRequest.of("job").leaseTime(LEASE_TIME));
		this.pair.requireMissingStandby();
		long until = System.nanoTime() + LEASE_TIME.toNanos();
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(() -> lease.extend(LEASE_TIME));
		Locks.await().until(() -> !lease.isHeld());
		assertThat(System.nanoTime() - until).isNegative();
		assertThat(lease.verify()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lease.extend(LEASE_TIME));
		Locks.await().until(() -> this.losses.stream().anyMatch((loss) -> loss.lease().equals(lease)));
	}

	@Test
	void aStandbyThatTakesOverGrantsALockOnlyAfterItsHolderHasLostIt() throws Exception {
		try (PostgresPair pair = PostgresPair.startSynchronous()) {
			TestDatabase primary = pair.primary()
				.createDatabase()
				.runScript("dev/distributedlock/store/jdbc/schema-postgresql.sql");
			try (HikariDataSource first = Pools.derived(primary); HikariDataSource second = Pools.derived(primary)) {
				second.setJdbcUrl("jdbc:postgresql://%s:%d/%s".formatted(pair.standby().host(), pair.standby().port(),
						primary.name()));
				DefaultLockRegistry old = registry(store(first));
				LockLease lease = old.acquire(LockRequest.of("job").leaseTime(LEASE_TIME));
				pair.detachStandby();
				assertThatExceptionOfType(LockStoreException.class)
					.isThrownBy(() -> old.acquire(LockRequest.of("other").leaseTime(LEASE_TIME)));
				pair.promoteStandby();
				DefaultLockRegistry successor = registry(store(second));
				LockLease other = successor.acquire(LockRequest.of("other"));
				LockLease next = successor.acquire(LockRequest.of("job").waitTime(Locks.LONG));
				assertThat(lease.isHeld()).isFalse();
				assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
				assertThat(other.isHeld()).isTrue();
				old.close();
				successor.close();
			}
		}
	}

	private static void assertUnknown(Callable<?> operation) {
		assertThatExceptionOfType(LockStoreException.class).isThrownBy(operation::call)
			.withStackTraceContaining("standby");
	}

}
