// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that different ids are different locks.
 */
abstract class LockIdTests extends StoreTests {

	private static final String CHARACTERS = "abcxyzABCXYZ0189-_./@+=,#%:~";

	private static final List<String> PIECES = List.of("a", "A", "\u00e4", "a\u0308", "\u00c4", "\u00df", "ss",
			"\u0130", "\u0131", "i", "I", " ", "\t", "\n", "\u00a0", "\0", "{", "}", "{}", ":", "::", "%", "%0020", "~",
			"'", "\"", "\\", ";", "--", "\ud83d\ude00", "\ud83d", "\ude00", "\ufffd", "\u200b", "\ufeff", "\u03c3",
			"\u03c2", "1", "\u0661", "\uff11", "null", "?");

	private static final long SEED = Long.getLong("distributed-lock.test.seed", 20260101L);

	private final String prefix = UUID.randomUUID().toString();

	LockIdTests(LockStoreConformanceTests suite) {
		super(suite);
	}

	@Test
	void theLongestIdsAreKeptWhole() {
		String start = this.prefix + "x".repeat(LockId.MAX_LENGTH - this.prefix.length() - 1);
		assertApart(Stream.of("a", "b", "A", "%").map((last) -> new LockId(start + last)).toList());
		assertApart(Stream.of("k1", "k2").map((key) -> LockId.of(this.prefix, "n".repeat(2000), key)).toList());
	}

	@Test
	void everyCharacterIsKept() {
		assertApart(
				CHARACTERS.chars().mapToObj((character) -> new LockId(this.prefix + ':' + (char) character)).toList());
		assertApart(CHARACTERS.chars().mapToObj((character) -> new LockId((char) character + this.prefix)).toList());
	}

	@Test
	void idsThatDifferOnlyInCaseStayApart() {
		assertApart(
				Stream.of("order", "Order", "ORDER", "ordeR").map((key) -> LockId.of(this.prefix, "n", key)).toList());
	}

	@Test
	void idsThatBeginAlikeStayApart() {
		assertApart(
				Stream.of("", "a", "a-", "a--", "a_", "a.", "aa").map((key) -> new LockId(this.prefix + key)).toList());
	}

	@Test
	void partsOfAnIdAreNotMixedUp() {
		assertApart(List.of(LockId.of(this.prefix, "a", "b:c"), LockId.of(this.prefix, "a:b", "c"),
				LockId.of(this.prefix, "a:b:c", null), LockId.of(this.prefix + ":a", "b", "c"),
				LockId.of(this.prefix, "a", null), LockId.of(this.prefix, "a", "null")));
	}

	@Test
	void keysOfAllKindsStayApart() {
		Set<String> keys = new LinkedHashSet<>();
		Random random = new Random(SEED);
		while (keys.size() < 300) {
			keys.add(randomKey(random));
		}
		assertApart(keys.stream().map((key) -> LockId.of(this.prefix, "n", key)).toList());
	}

	private static String randomKey(Random random) {
		StringBuilder key = new StringBuilder();
		int pieces = 1 + random.nextInt(4);
		for (int i = 0; i < pieces; i++) {
			if (random.nextInt(4) == 0) {
				key.append((char) random.nextInt(Character.MAX_VALUE + 1));
			}
			else {
				key.append(PIECES.get(random.nextInt(PIECES.size())));
			}
		}
		return (random.nextInt(10) == 0) ? Normalizer.normalize(key, Normalizer.Form.NFC) : key.toString();
	}

	private void assertApart(Collection<LockId> locks) {
		assertThat(Set.copyOf(locks)).as("ids, seed %d", SEED).hasSameSizeAs(locks);
		grantEach(List.copyOf(locks));
		assertThat(store().find(locks)).as("seed %d", SEED)
			.extracting(LockRecord::lock)
			.containsExactlyInAnyOrderElementsOf(locks);
		assertThat(store().find(locks).stream().map(LockRecord::acquisitionId).collect(Collectors.toSet()))
			.hasSameSizeAs(locks);
	}

}
