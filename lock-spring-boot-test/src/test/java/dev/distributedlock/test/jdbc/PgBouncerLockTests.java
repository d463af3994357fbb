// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcCommitGuard;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.OpenTransaction;
import dev.distributedlock.test.server.PgBouncer;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of locks behind pgbouncer in transaction mode: statements of one client come to
 * different sessions, and those of different clients to the same one.
 */
class PgBouncerLockTests {

	private static final int SESSIONS = 4;

	/**
	 * Without those that pgbouncer itself sets, to what each client has.
	 */
	private static final String SETTINGS = """
			SELECT pg_backend_pid() AS pid, string_agg(name || '=' || setting, ', ' ORDER BY name) AS settings
			FROM pg_settings WHERE source = 'session' AND name NOT IN
				('application_name', 'client_encoding', 'DateStyle', 'standard_conforming_strings', 'TimeZone')""";

	private static TestDatabase database;

	private static PgBouncer bouncer;

	private static HikariDataSource pool;

	private static JdbcLockStore store;

	private static JdbcLockStore direct;

	@BeforeAll
	static void connect() {
		database = DatabaseProduct.POSTGRESQL.createLockDatabase();
		bouncer = PgBouncer.inFrontOf(database);
		pool = Pools.derived(database);
		pool.setJdbcUrl(url());
		store = new JdbcLockStore(pool, Pools.options());
		direct = new JdbcLockStore(database.dataSource(), Pools.options());
	}

	/**
	 * Statements that are prepared at the server belong to a session, of which pgbouncer
	 * before 1.21 knows nothing.
	 */
	private static String url() {
		return database.urlThrough(bouncer.port()) + "?prepareThreshold=0";
	}

	@AfterAll
	static void disconnect() {
		if (pool != null) {
			pool.close();
			bouncer.close();
		}
		database.close();
	}

	@Test
	void locksWork() {
		store.verifySchema();
		for (int i = 0; i < 20; i++) {
			Locks.assertWorks(store, direct);
		}
	}

	@Test
	void nothingIsLeftInTheSessions() {
		LockId lock = Locks.newLock();
		assertLeavesNothing(() -> Locks.grant(store, Locks.acquisition(lock)));
		assertLeavesNothing(() -> Locks.refuse(store, Locks.acquisition(lock)));
		assertLeavesNothing(() -> Locks.assertWorks(store, store));
		assertLeavesNothing(() -> assertBusyWhileSomebodyInserts(Locks.newLock()));
	}

	/**
	 * The statement runs into its lock time-out.
	 */
	private static void assertBusyWhileSomebodyInserts(LockId lock) {
		try (OpenTransaction transaction = database.beginTransaction()) {
			transaction.execute(
					"INSERT INTO distributed_lock VALUES (?, 1, '00000000-0000-0000-0000-000000000000', NULL, 0, 0)",
					lock.value());
			Locks.refuse(store, Locks.acquisition(lock));
		}
	}

	@Test
	void commitsAreGuarded() {
		Applications.runner(database, url()).run((context) -> {
			CommitGuard guard = context.getBean(JdbcCommitGuard.class);
			Acquisition acquisition = Locks.acquisition(Locks.newLock());
			Locks.grant(context.getBean(LockStore.class), acquisition);
			TransactionTemplate transactions = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			assertLeavesNothing(() -> transactions.executeWithoutResult((transaction) -> {
				assertThat(guard.check(acquisition, Locks.LONG)).isEqualTo(CommitGuard.Result.HELD);
			}));
			context.getBean(LockStore.class).release(acquisition, Duration.ZERO);
			transactions.executeWithoutResult((transaction) -> assertThat(guard.check(acquisition, Locks.LONG))
				.isEqualTo(CommitGuard.Result.NOT_HELD));
		});
	}

	/**
	 * Other clients find no settings in the sessions of the server afterwards that they
	 * did not find before. Not compared session by session: pgbouncer replaces one whose
	 * client went within a transaction, as a starting pool may do.
	 */
	private static void assertLeavesNothing(Runnable operation) {
		Map<Integer, String> before = settingsBySession();
		operation.run();
		assertThat(settingsBySession().values()).isSubsetOf(before.values());
	}

	/**
	 * Whatever has been set in the sessions of the server. Transactions keep all of them,
	 * so that each is seen by another client.
	 */
	private static Map<Integer, String> settingsBySession() {
		Map<Integer, String> settings = new HashMap<>();
		List<SingleConnectionDataSource> clients = Stream.generate(PgBouncerLockTests::client).limit(SESSIONS).toList();
		for (SingleConnectionDataSource client : clients) {
			new JdbcTemplate(client).query(SETTINGS, (rs) -> {
				settings.put(rs.getInt("pid"), String.valueOf(rs.getString("settings")));
			});
		}
		clients.forEach(SingleConnectionDataSource::destroy);
		assertThat(settings).hasSize(SESSIONS);
		return settings;
	}

	private static SingleConnectionDataSource client() {
		SingleConnectionDataSource client = new SingleConnectionDataSource(url(), database.user(), database.password(),
				true);
		client.setAutoCommit(false);
		// pgbouncer closes a session whose client goes within a transaction.
		client.setRollbackBeforeClose(true);
		return client;
	}

}
