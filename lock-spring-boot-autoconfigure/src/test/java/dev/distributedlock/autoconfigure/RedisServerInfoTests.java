// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisServerInfo}.
 */
class RedisServerInfoTests {

	@ParameterizedTest
	@ValueSource(strings = { "6.2", "6.2.11", "6.10.0", "7.0.15", "10.0.0", "unstable", "255.255.255" })
	void aVersionThatWillDo(String version) {
		assertThat(version(version).problems()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "6.0.20", "5.0.14", "2.8.24" })
	void aVersionThatIsTooOld(String version) {
		assertThat(version(version).problems()).singleElement().asString().contains(version, "6.2");
	}

	@Test
	void whatIsNotToldIsNoProblem() {
		RedisServerInfo info = new RedisServerInfo(Map.of(), Map.of(), Map.of(), Map.of());
		assertThat(info.problems()).isEmpty();
		assertThat(info.appendsToFile()).isTrue();
	}

	@Test
	void allProblemsAreTold() {
		RedisServerInfo info = new RedisServerInfo(Map.of("redis_version", "4.0.1"),
				Map.of("maxmemory", "1000000", "maxmemory_policy", "volatile-ttl"), Map.of("role", "slave"),
				Map.of("aof_enabled", "0"));
		assertThat(info.problems()).hasSize(3);
		assertThat(info.appendsToFile()).isFalse();
	}

	private static RedisServerInfo version(String version) {
		return new RedisServerInfo(Map.of("redis_version", version), Map.of(), Map.of(), Map.of());
	}

}
