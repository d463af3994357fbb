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

package com.example.payments.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisLockVersion}.
 *
 * @author The Distributed Lock authors
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
