// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.store.local.LocalLockStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockRequest}.
 */
class LockRequestTests {

	private static final String HUGE = "k".repeat(1_000_000);

	/**
	 * What an application that passes null by mistake passes.
	 */
	private static <T> T missing() {
		return Collections.<T>singletonList(null).get(0);
	}

	@Test
	void whatIsMissingIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of(LockRequestTests.<String>missing()))
			.withMessageContaining("name");
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of("a", LockRequestTests.<Object>missing()))
			.withMessageContainingAll("'a'", "must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of("a", " "))
			.withMessageContainingAll("'a'", "blank");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LockRequest.of("a").keys(LockRequestTests.<Collection<?>>missing()))
			.withMessageContainingAll("'a'", "must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of("a").keys(List.of()))
			.withMessageContainingAll("'a'", "must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of("a").keys(Arrays.asList("b", missing())))
			.withMessageContainingAll("'a'", "must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LockRequest.of("a").settings(LockRequestTests.<LockSettings>missing()))
			.withMessageContainingAll("'a'", "settings");
	}

	@Test
	void aRequestHasAtMostAThousandKeys() {
		List<Integer> most = IntStream.range(0, LockRequest.MAX_KEYS).boxed().toList();
		assertThat(LockRequest.of("a").keys(most).keys()).hasSize(1000);
		List<Integer> twice = new ArrayList<>(most);
		twice.addAll(most);
		assertThat(LockRequest.of("a").keys(twice).keys()).hasSize(1000);
		List<Integer> more = IntStream.range(0, 5000).boxed().toList();
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of("a").keys(more))
			.withMessageContainingAll("'a'", "5000", "at most 1000");
	}

	@Test
	void whatIsLongIsDescribedInShort() {
		assertThat(LockRequest.of("a")).hasToString("'a'");
		assertThat(LockRequest.of("a", "b")).hasToString("'a' [b]");
		assertThat(LockRequest.of("a").keys(List.of(2, 1))).hasToString("'a' [1, 2]");
		assertThat(LockRequest.of("a", "x".repeat(100)).toString()).isEqualTo("'a' [" + "x".repeat(100) + "]");
		assertThat(LockRequest.of("a").keys(IntStream.range(100, 112).boxed().toList()).toString())
			.isEqualTo("'a' [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, and 2 more]");
		assertThat(LockRequest.of("a", HUGE).toString()).hasSizeLessThan(200).contains("kkk", "truncated");
		assertThat(LockRequest.of(HUGE, HUGE).toString()).hasSizeLessThan(400);
		assertThatIllegalArgumentException().isThrownBy(() -> LockRequest.of(HUGE).keys(List.of()))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
	}

	@Test
	void exceptionsDoNotCarryLongKeys() {
		LocalLockStore store = new LocalLockStore();
		try (DefaultLockRegistry registry = new DefaultLockRegistry(store, LockRegistryOptions.of("app"), (event) -> {
		})) {
			LockRequest request = LockRequest.of("a", HUGE).leaseTime(Duration.ofMinutes(1));
			LockLease lease = registry.acquire(request);
			assertThat(lease.toString()).hasSizeLessThan(300);
			assertThat(lease.keys()).containsExactly(HUGE);
			assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> registry.acquire(request))
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
			store.forceRelease(store.list(null, 1).get(0).lock());
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lease.extend(Duration.ofMinutes(1)))
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
			assertThat(new StaleFencingTokenException(HUGE, 1, 2).getMessage()).hasSizeLessThan(300);
		}
	}

}
