// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisLockVersion}.
 */
class RedisLockVersionTests {

	private static final String ACQUISITION = "6b4a2f4e-5d0c-4d5e-9d3f-2f6f0c1b7a11";

	@Test
	void aGrant() {
		assertThat(RedisLockVersion.parse(write(1795400000123456L, 0x0a5c22L, 1795400003123456L, "payments@host:7")))
			.hasValue(new RedisLockVersion("payments:report", 1795400000123456L, 0x0a5c22L, 1795400003123456L,
					"payments@host:7"));
	}

	@Test
	void aRelease() {
		assertThat(RedisLockVersion.parse(write(1, 2, 3, "")))
			.hasValue(new RedisLockVersion("payments:report", 1, 2, 3, null));
	}

	@Test
	void anotherCommand() {
		assertThat(
				RedisLockVersion.parse("1795400000.123456 [0 lua] \"GET\" \"{distributed-lock:07}:payments:report\""))
			.isEmpty();
	}

	private static String write(double token, double acquiredAt, double expiresAt, String owner) {
		ByteBuffer numbers = ByteBuffer.allocate(3 * Double.BYTES)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putDouble(token)
			.putDouble(acquiredAt)
			.putDouble(expiresAt);
		StringBuilder value = new StringBuilder();
		for (byte number : numbers.array()) {
			value.append(quote(number & 0xff));
		}
		return "1795400000.123456 [0 lua] \"SET\" \"{distributed-lock:07}:payments:report\" \"" + value + ACQUISITION
				+ owner + "\" \"PX\" \"3603000\"";
	}

	/**
	 * As Redis does ({@code sdscatrepr}).
	 */
	private static String quote(int letter) {
		return switch (letter) {
			case '\\', '"' -> "\\" + (char) letter;
			case '\n' -> "\\n";
			case '\r' -> "\\r";
			case '\t' -> "\\t";
			case 7 -> "\\a";
			case '\b' -> "\\b";
			default -> (letter >= ' ' && letter < 127) ? String.valueOf((char) letter) : "\\x%02x".formatted(letter);
		};
	}

}
