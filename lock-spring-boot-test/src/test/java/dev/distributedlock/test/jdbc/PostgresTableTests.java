// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.RenewalResult.Outcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that PostgreSQL changes rows without a new entry in an index, which would have to
 * be cleaned up later.
 */
@ParameterizedClass
@EnumSource(names = { "POSTGRESQL", "POSTGRESQL_PREVIOUS" })
class PostgresTableTests {

	private static final int LEASES = 1000;

	private static final int ROUNDS = 12;

	private final DatabaseProduct product;

	PostgresTableTests(DatabaseProduct product) {
		this.product = product;
	}

	@Test
	void noUpdateTouchesAnIndex() {
		try (TestDatabase database = this.product.createLockDatabase();
				HikariDataSource pool = Pools.derived(database)) {
			LockStore store = new JdbcLockStore(pool, Pools.options());
			List<Acquisition> acquisitions = Locks.newLocks(LEASES).stream().map(Locks::acquisition).toList();
			acquisitions.forEach((acquisition) -> Locks.grant(store, acquisition));
			for (int i = 0; i < ROUNDS; i++) {
				assertThat(Locks.renewAll(store, acquisitions)).hasSize(LEASES)
					.extracting(RenewalResult::outcome)
					.containsOnly(Outcome.RENEWED);
			}
			LockId lock = acquisitions.get(0).locks().get(0);
			store.release(acquisitions.get(0), Duration.ZERO);
			for (int i = 0; i < ROUNDS; i++) {
				Acquisition acquisition = Locks.acquisition(lock);
				Locks.grant(store, acquisition);
				store.release(acquisition, Duration.ZERO);
			}
			awaitUpdates(new JdbcTemplate(pool), ROUNDS * LEASES + 1 + 2 * ROUNDS);
		}
	}

	/**
	 * The server counts with a delay.
	 */
	private static void awaitUpdates(JdbcTemplate jdbc, long expected) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			Map<String, Object> counted = jdbc.queryForMap("""
					SELECT n_tup_upd AS all_updates, n_tup_hot_upd AS without_index
					FROM pg_stat_user_tables WHERE relname = 'distributed_lock'""");
			assertThat(counted).containsEntry("all_updates", expected).containsEntry("without_index", expected);
		});
	}

}
