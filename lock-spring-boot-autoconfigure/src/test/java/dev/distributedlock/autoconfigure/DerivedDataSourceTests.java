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

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DerivedDataSource}.
 *
 * @author The Distributed Lock authors
 */
@ExtendWith(OutputCaptureExtension.class)
class DerivedDataSourceTests {

	/**
	 * HikariCP quotes the URL, and masks passwords that it knows as such.
	 */
	@Test
	void theFailureOfAPoolDoesNotShowAPassword(CapturedOutput output) {
		try (HikariDataSource original = new HikariDataSource()) {
			original.setDriverClassName("org.h2.Driver");
			original.setJdbcUrl("jdbc:nobody:mem:sample;PASSWORD=secret");
			assertThat(DerivedDataSource.from(original, new DistributedLockJdbcProperties())).isNull();
		}
		assertThat(output).contains("no connections of their own").doesNotContain("secret");
	}

}
