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
package dev.distributedlock.autoconfigure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedissonVersion}.
 *
 * @author The Distributed Lock authors
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
