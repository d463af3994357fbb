// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DerivedDataSource}.
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
