// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Store}.
 */
class StoreTests {

	@Test
	void schemaOfH2() {
		assertThat(Store.H2.inSchema("jdbc:h2:mem:test", "demo")).isEqualTo("jdbc:h2:mem:test;SCHEMA=demo");
	}

	@Test
	void schemaOfPostgres() {
		assertThat(Store.POSTGRES.inSchema("jdbc:postgresql://db/test", "demo"))
			.isEqualTo("jdbc:postgresql://db/test?currentSchema=demo");
		assertThat(Store.POSTGRES.inSchema("jdbc:postgresql://db/test?ssl=true", "demo"))
			.isEqualTo("jdbc:postgresql://db/test?ssl=true&currentSchema=demo");
	}

}
