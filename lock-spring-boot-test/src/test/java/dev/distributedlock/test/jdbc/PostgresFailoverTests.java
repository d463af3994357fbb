// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.PostgresPair;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with a PostgreSQL standby that takes over without the last commits: the locks do
 * not hold across that, the order of their tokens does.
 */
class PostgresFailoverTests {

	private static final LockId KNOWN = Locks.newLock();

	private static final LockId NEW = Locks.newLock();

	private static final Acquisition kept = Locks.acquisition(Locks.newLock());

	private static final Acquisition forgotten = Locks.acquisition(KNOWN);

	private static final Acquisition forgottenWithItsRow = Locks.acquisition(NEW);

	private static long token;

	private static long tokenOfNew;

	private static PostgresPair pair;

	private static HikariDataSource pool;

	private static LockStore store;

	@BeforeAll
	static void failOver() {
		pair = PostgresPair.startAsynchronous();
		TestDatabase database = pair.primary()
			.createDatabase()
			.runScript("dev/distributedlock/store/jdbc/schema-postgresql.sql");
		pool = Pools.derived(database);
		pool.setJdbcUrl(pair.url(database.name()));
		store = new JdbcLockStore(pool, Pools.options());
		Locks.grant(store, kept);
		grantAndRelease(KNOWN);
		pair.detachStandby();
		for (int i = 0; i < 20; i++) {
			grantAndRelease(KNOWN);
		}
		token = Locks.grant(store, forgotten);
		tokenOfNew = Locks.grant(store, forgottenWithItsRow);
		pair.failOver();
		pool.getHikariPoolMXBean().softEvictConnections();
	}

	private static void grantAndRelease(LockId lock) {
		Acquisition acquisition = Locks.acquisition(lock);
		Locks.grant(store, acquisition);
		store.release(acquisition, Duration.ZERO);
	}

	@AfterAll
	static void close() {
		pool.close();
		pair.close();
	}

	@Test
	void whatTheStandbyHasIsHeld() {
		assertThat(store.isHeld(kept)).isTrue();
		Locks.refuse(store, Locks.acquisition(kept.locks()));
	}

	@Test
	void tokensRiseThoughTheLastOnesAreForgotten() {
		assertForgotten(forgotten, token);
	}

	@Test
	void tokensRiseThoughTheRowIsForgotten() {
		assertForgotten(forgottenWithItsRow, tokenOfNew);
	}

	private static void assertForgotten(Acquisition acquisition, long token) {
		assertThat(store.isHeld(acquisition)).isFalse();
		assertThat(Locks.grant(store, Locks.acquisition(acquisition.locks()))).isGreaterThan(token);
		assertThat(Locks.renew(store, acquisition)).isEqualTo(Outcome.LOST);
	}

}
