// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.LockId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LockBuckets}.
 */
class LockBucketsTests {

	@Test
	void allLocksOfANameAreInOneBucket() {
		for (String prefix : List.of("", "app", "p".repeat(100))) {
			for (String name : List.of("n", "import", "n".repeat(100), "ä".repeat(40), "n".repeat(300))) {
				Set<Integer> buckets = Stream.of(null, "", "1", "a:b", "k".repeat(60), "k".repeat(100), "k".repeat(500))
					.map((key) -> LockBuckets.bucket(LockId.of(prefix, name, key)))
					.collect(Collectors.toSet());
				assertThat(buckets).as("%s:%s", prefix, name).hasSize(1);
			}
		}
	}

	@Test
	void locksOfManyNamesAreInAllBuckets() {
		assertThat(IntStream.range(0, 1000)
			.mapToObj((i) -> LockBuckets.bucket(LockId.of("app", "job-" + i, null)))
			.collect(Collectors.toSet())).hasSize(64);
	}

	@Test
	void aKeyTellsItsLock() {
		for (LockId lock : List.of(LockId.of("app", "import", "a:{b}|w"), LockId.of("", "n", null),
				LockId.of("app", "n".repeat(500), "k"))) {
			String key = LockBuckets.key(lock);
			assertThat(LockBuckets.isLock(key)).isTrue();
			assertThat(LockBuckets.lock(key)).isEqualTo(lock);
			assertThat(LockBuckets.isLock(LockBuckets.waitersKey(lock))).isFalse();
		}
	}

	/**
	 * Replicas of different versions of the application must agree.
	 */
	@Test
	void keysStayTheSame() {
		assertThat(LockBuckets.key(LockId.of("app", "import", "42"))).isEqualTo("{distributed-lock:54}:app:import:42");
	}

}
