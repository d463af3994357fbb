// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.WaitTime;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.DatabaseServer;
import dev.distributedlock.test.server.FullNotificationQueue;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a PostgreSQL that cannot notify waiters: that costs no release, no lease and
 * no processor time.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresWakeUpFailureTests {

	private static final String ROLE = "locks";

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (int i = this.resources.size() - 1; i >= 0; i--) {
			this.resources.get(i).close();
		}
	}

	private <T extends AutoCloseable> T open(T resource) {
		this.resources.add(resource);
		return resource;
	}

	private TestDatabase createDatabase() {
		return open(DatabaseProduct.POSTGRESQL.createLockDatabase());
	}

	private WaitingClient client(TestDatabase database) {
		return open(new WaitingClient(database, JdbcLockStoreOptions.STANDARD_LISTEN_TIME));
	}

	@Test
	void aFullQueueOfNotificationsFailsNoRelease(CapturedOutput output) {
		TestDatabase database = databaseWithSmallQueue();
		assertReleasesAndForcedReleasesSucceed(database, () -> fillQueue(database), output,
				"too many notifications in the NOTIFY queue");
	}

	/**
	 * The server warns once in five seconds, whichever notification it is.
	 */
	@Test
	void aQueueOfNotificationsThatIsHalfFullFailsNoRelease() {
		TestDatabase database = createDatabase();
		WaitingClient holder = client(database);
		WaitingClient waiter = client(database);
		LockId lock = Locks.newLock();
		AtomicReference<Acquisition> held = new AtomicReference<>(Locks.acquisition(lock));
		Locks.grant(holder.store(), held.get());
		holder.listening(lock);
		waiter.listening(lock);
		open(FullNotificationQueue.fillHalf(database));
		long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
		Locks.await().pollInterval(Duration.ofMillis(100)).until(() -> {
			waiter.ask(lock, Duration.ZERO);
			assertThat(holder.store().release(held.get(), Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
			held.set(Locks.acquisition(lock));
			Locks.grant(holder.store(), held.get());
			return System.nanoTime() - end > 0;
		});
		assertThat(holder.isLive()).as("relies on notifications").isTrue();
	}

	private TestDatabase databaseWithSmallQueue() {
		DatabaseServer server = open(DatabaseProduct.POSTGRESQL.startServer());
		TestDatabase database = server.createDatabase()
			.runScript("dev/distributedlock/store/jdbc/schema-postgresql.sql");
		database.execute("ALTER SYSTEM SET max_notify_queue_pages = 64");
		server.stop();
		server.start();
		return database;
	}

	/**
	 * What a session has not heard because of its transaction stays in the queue.
	 */
	private void fillQueue(TestDatabase database) {
		OpenTransaction listener = open(database.beginTransaction());
		listener.execute("LISTEN crowd");
		listener.execute("COMMIT");
		listener.execute("BEGIN");
		listener.execute("SELECT 1");
		fillQueue(database, "repeat('%d', 1000)");
		fillQueue(database, "'%d'");
	}

	private static void fillQueue(TestDatabase database, String message) {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> {
			for (int i = 1000; i < 2000; i++) {
				database.execute("SELECT pg_notify('crowd', %s)".formatted(message.formatted(i)));
			}
		}).withStackTraceContaining("NOTIFY queue");
	}

	@Test
	void aRoleThatMayNotNotifyFailsNoRelease(CapturedOutput output) {
		TestDatabase database = createDatabase();
		TestDatabase asRole = asRole(database, "");
		assertReleasesAndForcedReleasesSucceed(asRole,
				() -> database.execute("REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC"), output,
				"permission denied for function pg_notify");
	}

	private TestDatabase asRole(TestDatabase database, String options) {
		String role = ROLE + "_" + database.name();
		database.execute("CREATE ROLE %s LOGIN PASSWORD 'locks' %s".formatted(role, options));
		database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON distributed_lock TO " + role);
		open(() -> {
			database.execute("DROP OWNED BY " + role);
			database.execute("DROP ROLE " + role);
		});
		return database.as(role, "locks");
	}

	private void assertReleasesAndForcedReleasesSucceed(TestDatabase database, Runnable fault, CapturedOutput output,
			String cause) {
		WaitingClient holder = client(database);
		WaitingClient waiter = client(database);
		List<Acquisition> held = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			LockId lock = Locks.newLock();
			held.add(Locks.acquisition(lock));
			Locks.grant(holder.store(), held.get(i));
		}
		LockId first = held.get(0).locks().get(0);
		holder.listening(first);
		waiter.listening(first);
		held.forEach((acquisition) -> waiter.ask(acquisition.locks().get(0), Duration.ZERO));
		fault.run();
		assertThat(holder.store().release(held.get(0), Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(holder.isLive()).as("relies on notifications").isFalse();
		assertThat(holder.store().release(held.get(1), Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertThat(holder.store().forceRelease(held.get(2).locks().get(0))).isTrue();
		assertThat(waiter.store().forceRelease(held.get(3).locks().get(0))).isTrue();
		held.forEach((acquisition) -> Locks.grant(waiter.store(), Locks.acquisition(acquisition.locks())));
		assertThat(output.toString().split("PostgreSQL cannot notify them: .*" + cause, -1)).hasSize(3);
	}

	@Test
	void aSingleConnectionKeepsItsLeases(CapturedOutput output) {
		TestDatabase database = createDatabase();
		HikariDataSource pool = Pools.derived(asRole(database, "CONNECTION LIMIT 1"));
		WaitingClient client = open(new WaitingClient(pool, JdbcLockStoreOptions.STANDARD_LISTEN_TIME));
		AtomicInteger losses = new AtomicInteger();
		DefaultLockRegistry registry = open(new DefaultLockRegistry(client.store(), LockRegistryOptions.of("app"),
				(loss) -> losses.incrementAndGet()));
		LockRequest request = LockRequest.of("job").leaseTime(Duration.ofSeconds(2));
		LockLease lease = registry.acquire(request);
		registry.tryAcquireAsync(request.waitTime(Locks.LONG));
		Locks.await().until(() -> output.getOut().contains("locks have a single connection"));
		assertThat(lease.isHeld()).isTrue();
		assertThat(losses).hasValue(0);
		database.execute("ALTER ROLE %s CONNECTION LIMIT 10".formatted(ROLE + "_" + database.name()));
		client.await(true);
		assertThat(lease.isHeld()).isTrue();
		assertThat(output).containsOnlyOnce("locks have a single connection");
	}

	@Test
	void anErrorWhileListeningIsNotRepeatedWithoutPause(CapturedOutput output) {
		TestDatabase database = createDatabase();
		HikariDataSource pool = open(Pools.derived(database));
		AtomicInteger attempts = new AtomicInteger();
		JdbcLockStore store = open(new JdbcLockStore(new DelegatingDataSource(pool) {

			@Override
			public Connection getConnection() throws SQLException {
				if (Thread.currentThread().getName().equals("distributed-lock-listener")) {
					attempts.incrementAndGet();
					throw new NoClassDefFoundError("a driver that is not whole");
				}
				return super.getConnection();
			}

		}, Pools.options()));
		Acquisition holder = Locks.acquisition(Locks.newLock());
		Locks.grant(store, holder);
		ask(store, holder);
		Locks.await().until(() -> attempts.get() >= 4);
		assertThat(attempts).hasValueLessThan(10);
		assertThat(output).containsOnlyOnce("Callers that wait for a lock poll until releases can be listened for");
	}

	private static void ask(LockStore store, Acquisition holder) {
		Locks.refuse(store, Locks.acquisition(holder.locks()), WaitTime.of(Locks.LONG));
	}

}
