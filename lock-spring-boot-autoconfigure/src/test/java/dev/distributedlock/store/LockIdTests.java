// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockId}.
 */
class LockIdTests {

	@Test
	void isReadable() {
		assertThat(LockId.of("payments", "nightly-report", null)).hasToString("payments:nightly-report");
		assertThat(LockId.of("payments", "account", "DE-42/7")).hasToString("payments:account:DE-42/7");
	}

	@Test
	void escapesWhatCouldBeMistaken() {
		assertThat(LockId.of("", "a:b", "c d")).hasToString(":a%003Ab:c%0020d");
		assertThat(LockId.of("p", "%", "~{x}")).hasToString("p:%0025:%007E%007Bx%007D");
		assertThat(LockId.of("p", "é", "\uD83D\uDE00")).hasToString("p:%00E9:%D83D%DE00");
	}

	@Test
	void partsCannotBeShifted() {
		List<LockId> ids = List.of(LockId.of("a", "b", "c"), LockId.of("a:b", "c", null), LockId.of("a", "b:c", null),
				LockId.of("", "a", "b:c"), LockId.of("", "a:b", "c"), LockId.of("a", "b", ":c"),
				LockId.of("a", "b:", "c"));
		assertThat(ids).doesNotHaveDuplicates();
	}

	@Test
	void longIdsAreHashedAndMarked() {
		LockId longest = LockId.of("p", "n", "x".repeat(251));
		LockId tooLong = LockId.of("p", "n", "x".repeat(252));
		assertThat(longest.value()).hasSize(255).startsWith("p:n:x");
		assertThat(tooLong.value()).hasSize(255).startsWith("~p:n:xxx");
		assertThat(LockId.of("p", "n", "x".repeat(253))).isNotEqualTo(tooLong);
		assertThat(LockId.of(tooLong.value(), "n", null).value()).startsWith("~%007Ep");
	}

	@Test
	void arbitraryTriplesStayApart() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Map<LockId, Triple> triples = new HashMap<>();
		for (int i = 0; i < 200_000; i++) {
			Triple triple = new Triple(text(random), text(random), random.nextBoolean() ? text(random) : null);
			LockId id = LockId.of(triple.prefix(), triple.name(), triple.key());
			assertThat(id.value().length()).isLessThanOrEqualTo(LockId.MAX_LENGTH);
			Triple other = triples.putIfAbsent(id, triple);
			assertThat(other).as("seed %d, id %s", seed, id).isIn(null, triple);
		}
	}

	/**
	 * Short texts of few characters, so that near misses are frequent, and now and then
	 * any UTF-16 units in any number.
	 */
	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		boolean wild = random.nextInt(10) == 0;
		int length = wild ? random.nextInt(200) : random.nextInt(4);
		for (int i = 0; i < length; i++) {
			text.append(wild ? (char) random.nextInt(0x10000) : ":%~a0 {\0".charAt(random.nextInt(8)));
		}
		return text.toString();
	}

	private record Triple(String prefix, String name, @Nullable String key) {
	}

}
