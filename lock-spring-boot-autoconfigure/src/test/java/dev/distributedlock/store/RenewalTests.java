// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Renewal}.
 */
class RenewalTests {

	@Test
	void aRequestLeavesTimeForAnotherOne() {
		assertThat(Renewal.limit(List.of(renewal(30_000), renewal(9_000)))).isEqualTo(Duration.ofSeconds(3));
		assertThat(Renewal.limit(List.of(renewal(1)))).isEqualTo(Duration.ofMillis(200));
	}

	private static Renewal renewal(long leaseMillis) {
		return new Renewal(new Acquisition(UUID.randomUUID(), List.of(LockId.of("app", "job", null)), "owner"),
				Duration.ofMillis(leaseMillis), null);
	}

}
