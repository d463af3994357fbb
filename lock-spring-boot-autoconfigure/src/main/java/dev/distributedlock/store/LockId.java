// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Identifies one lock in a store: printable ASCII, at most {@value #MAX_LENGTH}
 * characters, compared exactly.
 * <p>
 * Different (prefix, name, key) triples have different ids. Prefix, name and key are
 * joined by colons; within them, every UTF-16 unit but letters, digits and a few signs is
 * written as <code>%</code> and four hexadecimal digits. An id that would be too long is
 * <code>~</code>, its beginning, <code>~</code> and its SHA-256 hash; no other id starts
 * with <code>~</code>.
 *
 * @param value the id as text
 * @since 0.1.0
 */
public record LockId(String value) implements Comparable<LockId> {

	/**
	 * The longest id that occurs.
	 */
	public static final int MAX_LENGTH = 255;

	private static final boolean[] VERBATIM = new boolean[128];

	static {
		for (char unit = 0; unit < VERBATIM.length; unit++) {
			VERBATIM[unit] = (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z')
					|| (unit >= '0' && unit <= '9') || "-_./@+=,#".indexOf(unit) >= 0;
		}
	}

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	/**
	 * Return the id of a lock.
	 * @param prefix the key prefix of the registry, may be empty
	 * @param name the name of the lock
	 * @param key the key, or null if the name alone is locked
	 * @return the id
	 */
	public static LockId of(String prefix, String name, @Nullable String key) {
		String id = encode(prefix) + ':' + encode(name);
		if (key != null) {
			id = id + ':' + encode(key);
		}
		return new LockId((id.length() <= MAX_LENGTH) ? id : shorten(id));
	}

	private static String encode(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isVerbatim(text.charAt(i))) {
				return encode(text, i);
			}
		}
		return text;
	}

	private static String encode(String text, int from) {
		StringBuilder encoded = new StringBuilder(text.length() + 24).append(text, 0, from);
		for (int i = from; i < text.length(); i++) {
			char unit = text.charAt(i);
			if (isVerbatim(unit)) {
				encoded.append(unit);
			}
			else {
				encoded.append('%').append(HEX.toHexDigits(unit));
			}
		}
		return encoded.toString();
	}

	private static boolean isVerbatim(char unit) {
		return unit < VERBATIM.length && VERBATIM[unit];
	}

	private static String shorten(String id) {
		String hash = HexFormat.of().formatHex(sha256(id));
		return "~" + id.substring(0, MAX_LENGTH - hash.length() - 2) + "~" + hash;
	}

	private static byte[] sha256(String id) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public int compareTo(LockId other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
