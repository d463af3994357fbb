// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What was written of a lock in Redis. See {@code lock.lua} of the store.
 *
 * @param lock id of the lock
 * @param token fencing token
 * @param acquiredAt microseconds since the epoch
 * @param expiresAt microseconds since the epoch
 * @param owner who holds the lock, null if nobody does
 */
record RedisLockVersion(String lock, long token, long acquiredAt, long expiresAt, @Nullable String owner) {

	private static final Pattern WRITE = Pattern.compile("\"SET\" \"\\{[^}]+}:([^\"]+)\" \"((?:[^\"\\\\]|\\\\.)*)\"",
			Pattern.CASE_INSENSITIVE);

	private static final int ACQUISITION_LENGTH = 36;

	private static final String ESCAPED = "abnrt";

	private static final String UNESCAPED = "\7\b\n\r\t";

	/**
	 * Parse what a server tells of its commands ({@code MONITOR}).
	 * @return empty if nothing was written of a lock
	 */
	static Optional<RedisLockVersion> parse(String command) {
		Matcher write = WRITE.matcher(command);
		if (!write.find()) {
			return Optional.empty();
		}
		ByteBuffer value = ByteBuffer.wrap(unquote(write.group(2))).order(ByteOrder.LITTLE_ENDIAN);
		long token = (long) value.getDouble();
		long acquiredAt = (long) value.getDouble();
		long expiresAt = (long) value.getDouble();
		value.position(value.position() + ACQUISITION_LENGTH);
		String owner = StandardCharsets.UTF_8.decode(value).toString();
		return Optional
			.of(new RedisLockVersion(write.group(1), token, acquiredAt, expiresAt, owner.isEmpty() ? null : owner));
	}

	/**
	 * Undo what the server does to bytes that are not printable.
	 */
	private static byte[] unquote(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) != '\\') {
				bytes.write(text.charAt(i));
			}
			else if (text.charAt(++i) == 'x') {
				bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				int place = ESCAPED.indexOf(text.charAt(i));
				bytes.write((place >= 0) ? UNESCAPED.charAt(place) : text.charAt(i));
			}
		}
		return bytes.toByteArray();
	}

}
