// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Options}.
 */
class OptionsTests {

	@Test
	void defaults() {
		assertThat(Options.parse()).isEqualTo(new Options(Store.H2, 3, Duration.ofSeconds(30), true, null));
	}

	@Test
	void everythingSet() {
		assertThat(Options.parse("--store=postgres", "--replicas=5", "--duration=2m", "--chaos=false"))
			.isEqualTo(new Options(Store.POSTGRES, 5, Duration.ofMinutes(2), false, null));
	}

	@Test
	void locksInRedis() {
		assertThat(Options.parse("--store=redis").store()).isEqualTo(Store.REDIS);
	}

	@Test
	void databaseOfOnesOwn() {
		Options options = Options.parse("--url=jdbc:postgresql://db/test", "--username=me", "--password=secret");
		assertThat(options.store()).isEqualTo(Store.POSTGRES);
		assertThat(options.database())
			.isEqualTo(new DatabaseAccess(Store.POSTGRES, "jdbc:postgresql://db/test", "me", "secret", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "--store=oracle", "--replicas=1", "--replicas=many", "--duration=1s", "--duration=soon",
			"--chaos=maybe", "--url=jdbc:h2:mem:test", "--username=me", "--password=secret", "--colour=red", "h2" })
	void badOption(String option) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> Options.parse(option));
	}

	@Test
	void urlContradictsStore() {
		assertThatExceptionOfType(InvalidOptionException.class)
			.isThrownBy(() -> Options.parse("--store=h2", "--url=jdbc:postgresql://db/test"))
			.withMessageContaining("--store");
	}

}
