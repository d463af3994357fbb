/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.store;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Renewal}.
 *
 * @author The Distributed Lock authors
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
