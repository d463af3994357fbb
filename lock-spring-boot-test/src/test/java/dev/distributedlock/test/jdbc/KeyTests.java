// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.Triple;
import dev.distributedlock.test.server.DatabaseProduct;
import dev.distributedlock.test.server.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that two different triples of prefix, name and key are two locks in the database
 * itself, and equal ones are one: over texts at random that differ in as little as
 * possible. The system property {@code distributed-lock.test.seed} changes them.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class KeyTests {

	private static final long SEED = Long.getLong("distributed-lock.test.seed", 20260101L);

	private static final int BATCHES = 12;

	private static final int BATCH = 100;

	@Parameter
	private DatabaseProduct product = DatabaseProduct.H2;

	private static TestDatabase database;

	private static HikariDataSource pool;

	private static LockStore store;

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) {
		database = product.createLockDatabase();
		pool = Pools.derived(database);
		store = new JdbcLockStore(pool, Pools.options());
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		pool.close();
		database.close();
	}

	@Test
	void triplesThatDifferAreLocksThatDiffer() {
		Random random = new Random(SEED);
		Set<Triple> all = new HashSet<>();
		for (int i = 0; i < BATCHES; i++) {
			List<Triple> originals = new ArrayList<>();
			List<Triple> lookalikes = new ArrayList<>();
			while (originals.size() < BATCH) {
				Triple original = Triple.random(random);
				Triple lookalike = original.change(random);
				if (!original.equals(lookalike) && !all.contains(original) && !all.contains(lookalike)) {
					all.addAll(List.of(original, lookalike));
					originals.add(original);
					lookalikes.add(lookalike);
				}
			}
			assertApart(originals, lookalikes, random.nextInt(BATCH));
		}
	}

	/**
	 * One half of the triples belongs to one acquisition and the other half to another
	 * one: that each is granted all of its own, and finds them, they can only if there
	 * are no two that are the same lock.
	 */
	private void assertApart(List<Triple> originals, List<Triple> lookalikes, int sample) {
		Acquisition one = Locks.acquisition(originals.stream().map(Triple::id).toList());
		Acquisition other = Locks.acquisition(lookalikes.stream().map(Triple::id).toList());
		Locks.grant(store, one);
		Locks.grant(store, other);
		assertHolds(one);
		assertHolds(other);
		Locks.refuse(store, Locks.acquisition(originals.get(sample).id()));
		Locks.refuse(store, Locks.acquisition(lookalikes.get(sample).id()));
		assertThat(store.release(one, Duration.ZERO)).isEqualTo(ReleaseOutcome.RELEASED);
		assertHolds(other);
		Locks.grant(store, Locks.acquisition(originals.get(sample).id()));
	}

	private void assertHolds(Acquisition acquisition) {
		assertThat(store.find(acquisition.locks())).as("%s, seed %d", this.product, SEED)
			.allMatch((found) -> found.acquisitionId().equals(acquisition.id()))
			.extracting(LockRecord::lock)
			.containsExactlyInAnyOrderElementsOf(acquisition.locks());
	}

}
