// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.redisson;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.test.Locks;
import dev.distributedlock.test.Triple;
import dev.distributedlock.test.server.RedisProduct;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that two different triples of prefix, name and key are two locks in Redis itself,
 * and equal ones are one. The system property {@code distributed-lock.test.seed} changes
 * them.
 */
class KeyTests {

	private static final long SEED = Long.getLong("distributed-lock.test.seed", 20260101L);

	private static final int COUNT = 2000;

	@AutoClose
	private static final Replica replica = Replica.of(RedisProduct.REDIS.sharedServer());

	@Test
	void triplesThatDifferAreLocksThatDiffer() {
		LockStore store = replica.store();
		Random random = new Random(SEED);
		Set<Triple> triples = new HashSet<>();
		List<LockId> originals = new ArrayList<>();
		List<LockId> lookalikes = new ArrayList<>();
		while (originals.size() < COUNT) {
			Triple original = Triple.random(random);
			Triple lookalike = original.change(random);
			if (!original.equals(lookalike) && !triples.contains(original) && !triples.contains(lookalike)) {
				triples.addAll(List.of(original, lookalike));
				originals.add(original.id());
				lookalikes.add(lookalike.id());
			}
		}
		List<Acquisition> acquisitions = originals.stream().map(Locks::acquisition).toList();
		acquisitions.forEach((acquisition) -> Locks.grant(store, acquisition));
		assertThat(store.find(lookalikes)).as("seed %d", SEED).isEmpty();
		lookalikes.forEach((lock) -> Locks.grant(store, Locks.acquisition(lock)));
		originals.forEach((lock) -> Locks.refuse(store, Locks.acquisition(lock)));
		lookalikes.forEach((lock) -> Locks.refuse(store, Locks.acquisition(lock)));
		assertThat(store.find(originals)).as("seed %d", SEED)
			.extracting(LockRecord::lock)
			.containsExactlyInAnyOrderElementsOf(originals);
		acquisitions.forEach((acquisition) -> assertThat(store.isHeld(acquisition)).isTrue());
	}

}
