// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockKey}.
 */
class LockKeyTests {

	@Test
	void partsAreSeparatedByCommas() {
		UUID uuid = UUID.randomUUID();
		assertThat(LockKey.of("acme", 1L, uuid, OnLost.NOTIFY, true)).isEqualTo("acme,1," + uuid + ",NOTIFY,true");
		assertThat(LockKey.of("acme")).isEqualTo("acme");
		assertThat(LockKey.of("a,b", "c#d")).isEqualTo("a#,b,c##d");
	}

	@Test
	void theOrderOfPartsMatters() {
		assertThat(LockKey.of("a", "b")).isNotEqualTo(LockKey.of("b", "a"));
	}

	/**
	 * All tuples of up to three parts, of up to three characters each, among which are
	 * those that separate and escape.
	 */
	@Test
	void differentPartsMakeDifferentKeys() {
		List<String> parts = Stream.iterate(List.of(""), LockKeyTests::longer)
			.limit(4)
			.flatMap(List::stream)
			.filter((part) -> !part.isEmpty())
			.toList();
		Map<String, List<String>> seen = new HashMap<>();
		for (String first : parts) {
			add(seen, List.of(first));
			for (String second : parts) {
				add(seen, List.of(first, second));
				if (first.length() + second.length() <= 3) {
					parts.forEach((third) -> add(seen, List.of(first, second, third)));
				}
			}
		}
		assertThat(seen).hasSizeGreaterThan(1500);
	}

	private static List<String> longer(List<String> texts) {
		return texts.stream().flatMap((text) -> Stream.of(",", "#", "a").map(text::concat)).toList();
	}

	private static void add(Map<String, List<String>> seen, List<String> parts) {
		assertThat(seen.put(LockKey.of(parts.toArray()), parts)).as("%s", parts).isNull();
	}

	@Test
	void partsThatAreNoKeysAreRefusedByTheirPosition() {
		for (Object part : new @Nullable Object[] { null, "", " ", new Object(), 1.5, List.of("a") }) {
			assertThatIllegalArgumentException().as("%s", part)
				.isThrownBy(() -> LockKey.of("a", part, "b"))
				.withMessageStartingWith("Part 2 of 3 of a lock key cannot be used");
		}
		assertThatIllegalArgumentException().isThrownBy(LockKey::of).withMessageContaining("part");
	}

	@Test
	void aRequestTakesThem() {
		assertThat(LockRequest.of("order", LockKey.of("acme", 7)).keys()).containsExactly("acme,7");
		assertThat(LockRequest.of("order").keys(List.of(LockKey.of("b", 1), LockKey.of("a", 2))).keys())
			.containsExactly("a,2", "b,1");
		assertThat(IntStream.range(0, 3).mapToObj((i) -> LockKey.of("x", i))).containsExactly("x,0", "x,1", "x,2");
	}

}
