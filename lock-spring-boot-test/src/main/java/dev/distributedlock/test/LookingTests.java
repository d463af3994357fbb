// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of questions about locks.
 */
abstract class LookingTests extends StoreTests {

	LookingTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void onlyTakenLocksAreFound() {
		List<LockId> locks = newLocks(5);
		useAndRelease(locks);
		grant(store(), acquisition(locks.get(3)));
		Acquisition released = acquisition(locks.get(0));
		grant(store(), released);
		store().release(released, LONG);
		grant(store(), acquisition(locks.get(1)), shortLease());
		awaitFree(locks.get(1));
		assertThat(store().find(locks)).extracting(LockRecord::lock)
			.containsExactlyInAnyOrder(locks.get(0), locks.get(3));
	}

	@Test
	void nothingIsFoundOfNothing() {
		assertThat(store().find(List.of())).isEmpty();
		assertThat(store().find(newLocks(3))).isEmpty();
	}

	@Test
	void whatIsFoundTellsAllOfTheGrant() {
		Acquisition acquisition = acquisition(newLock());
		long token = grant(store(), acquisition).token();
		LockRecord found = find(acquisition.locks().get(0));
		assertThat(found.acquisitionId()).isEqualTo(acquisition.id());
		assertThat(found.token()).isEqualTo(token);
		assertThat(found.holder().owner()).isEqualTo(OWNER);
		assertThat(found.holder().heldFor()).isBetween(Duration.ZERO, LONG);
		assertThat(found.holder().remaining()).isBetween(LONG.minusMinutes(1), LONG);
		assertThat(found.holder().heldFor().plus(found.holder().remaining())).isCloseTo(LONG, Duration.ofMillis(5));
	}

	@Test
	void manyLocksAreFoundAtOnce() {
		Acquisition acquisition = acquisition(newLocks(500));
		grant(store(), acquisition);
		assertHeldBy(acquisition);
	}

	@Test
	void takenLocksAreListedInAscendingOrder() {
		String prefix = UUID.randomUUID().toString();
		List<LockId> locks = Stream
			.of("A", "B", "Z", "_", "a", "b", "-a", "+b", "=", "#", "%0020", "/", "0", "10", "9", "@", ",", ".", "aB",
					"ab", "a-b", "a_b", "~")
			.map((suffix) -> new LockId(prefix + ":n:" + suffix))
			.sorted()
			.toList();
		grant(store(), acquisition(locks));
		assertThat(list(prefix, 1000)).extracting(LockRecord::lock).containsExactlyElementsOf(locks);
		assertThat(list(prefix, 4)).extracting(LockRecord::lock).containsExactlyElementsOf(locks);
		assertThat(list(prefix, 1)).extracting(LockRecord::lock).containsExactlyElementsOf(locks);
	}

	@Test
	void onlyTakenLocksAreListed() {
		String prefix = UUID.randomUUID().toString();
		List<LockId> locks = Stream.of("a", "b", "c", "d")
			.map((suffix) -> new LockId(prefix + ":n:" + suffix))
			.toList();
		useAndRelease(locks);
		grant(store(), acquisition(locks.get(1)));
		grant(store(), acquisition(locks.get(2)), shortLease());
		Acquisition released = acquisition(locks.get(3));
		grant(store(), released);
		store().release(released, LONG);
		awaitFree(locks.get(2));
		assertThat(list(prefix, 1)).extracting(LockRecord::lock).containsExactly(locks.get(1), locks.get(3));
	}

	@Test
	void theListBeginsAtTheBeginning() {
		// No other test has a lock that begins like this.
		LockId first = new LockId("!" + UUID.randomUUID());
		Acquisition acquisition = acquisition(first);
		grant(store(), acquisition);
		assertThat(otherStore().list(null, 1)).extracting(LockRecord::lock).containsExactly(first);
		store().release(acquisition, Duration.ZERO);
		assertThat(otherStore().list(null, 1)).extracting(LockRecord::lock).doesNotContain(first);
	}

	@Test
	void theListEndsAtTheEnd() {
		assertThat(store().list(new LockId("~".repeat(LockId.MAX_LENGTH)), 10)).isEmpty();
	}

	/**
	 * Page through the locks of a prefix: on a store that others use too, they are a
	 * section of the list.
	 */
	private List<LockRecord> list(String prefix, int limit) {
		List<LockRecord> all = new ArrayList<>();
		LockId after = new LockId(prefix);
		List<LockRecord> page = page(after, prefix, limit);
		while (!page.isEmpty()) {
			assertThat(page).hasSizeLessThanOrEqualTo(limit);
			all.addAll(page);
			assertThat(all).hasSizeLessThan(1000);
			page = page(page.get(page.size() - 1).lock(), prefix, limit);
		}
		return all;
	}

	private List<LockRecord> page(@Nullable LockId after, String prefix, int limit) {
		return otherStore().list(after, limit)
			.stream()
			.filter((found) -> found.lock().value().startsWith(prefix))
			.toList();
	}

}
