// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedissonVersion}.
 */
class RedissonVersionTests {

	@Test
	void theVersionOfTheBuildIsAccepted() {
		RedissonVersion.check();
	}

	/**
	 * As the configuration of Redisson 3 is.
	 */
	@Test
	void aVersionThatLacksAMethodIsRefused() {
		assertThatExceptionOfType(LockSetupException.class).isThrownBy(() -> RedissonVersion.check(Object.class))
			.withMessageContaining("Redisson 4.0 and later");
	}

}
