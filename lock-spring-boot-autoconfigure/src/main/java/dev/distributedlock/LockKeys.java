// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Turns keys into text. Only types whose text identifies the value are accepted; what an
 * {@code Object.toString} returns may differ from call to call, and would lock nothing.
 */
final class LockKeys {

	private static final int SHOWN_LENGTH = 100;

	private static final int SHOWN_KEYS = 10;

	private LockKeys() {
	}

	static String toText(@Nullable Object key) {
		Assert.notNull(key, "A lock key must not be null");
		if (key instanceof CharSequence text) {
			Assert.hasText(text.toString(), "A lock key must not be blank");
			return text.toString();
		}
		if (key instanceof Enum<?> constant) {
			return constant.name();
		}
		if (isIdentifiedByText(key)) {
			return key.toString();
		}
		throw new IllegalArgumentException("A value of type " + key.getClass().getName()
				+ " cannot be a lock key: convert it to a string, a whole number, a boolean, an enum, a UUID"
				+ " or a java.time value that identifies it");
	}

	private static boolean isIdentifiedByText(Object key) {
		return key instanceof Long || key instanceof Integer || key instanceof UUID || key instanceof Short
				|| key instanceof Byte || key instanceof BigInteger || key instanceof Boolean
				|| key instanceof Character || isJavaTime(key);
	}

	private static boolean isJavaTime(Object key) {
		return (key instanceof TemporalAccessor || key instanceof TemporalAmount || key instanceof java.time.ZoneId)
				&& key.getClass().getName().startsWith("java.time.");
	}

	/**
	 * Describe a lock in a message. Names and keys may come from requests, and be of any
	 * length and number.
	 */
	static String describe(String name, List<String> keys) {
		String lock = "'" + shorten(name) + "'";
		if (keys.isEmpty()) {
			return lock;
		}
		String shown = keys.stream().limit(SHOWN_KEYS).map(LockKeys::shorten).collect(Collectors.joining(", "));
		return lock + " [" + shown
				+ ((keys.size() > SHOWN_KEYS) ? ", and " + (keys.size() - SHOWN_KEYS) + " more]" : "]");
	}

	/**
	 * Return the beginning of a text that may be of any length.
	 */
	static String shorten(String text) {
		return StringUtils.truncate(text, SHOWN_LENGTH);
	}

}
