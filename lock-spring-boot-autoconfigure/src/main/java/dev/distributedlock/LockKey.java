// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Joins the parts of a composite key, such as a tenant and an order of that tenant.
 * <p>
 * Two keys are equal only if they have equal parts in the same order: what a part
 * contains cannot be mistaken for the next part. A plain key with the same text is the
 * same key, so use one form for all keys of a lock name. In expressions of
 * {@link DistributedLock @DistributedLock} this is the function {@code #lockKey}:
 * {@code key = "#lockKey(#tenant, #order.id)"}.
 *
 * @since 0.1.0
 */
public final class LockKey {

	private static final String SEPARATOR = ",";

	private static final String ESCAPE = "#";

	private LockKey() {
	}

	/**
	 * Join parts to a key.
	 * @param parts the parts, each as the key in {@link LockRequest#of(String, Object)}
	 * @return the key as text: the parts, separated by commas
	 * @throws IllegalArgumentException if there is no part, or one cannot be a key: it is
	 * null, for example
	 */
	public static String of(@Nullable Object... parts) {
		Assert.notEmpty(parts, "A lock key must have a part");
		return IntStream.range(0, parts.length)
			.mapToObj((i) -> escape(toText(parts[i], i, parts.length)))
			.collect(Collectors.joining(SEPARATOR));
	}

	private static String toText(@Nullable Object part, int position, int count) {
		try {
			return LockKeys.toText(part);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"Part " + (position + 1) + " of " + count + " of a lock key cannot be used: " + ex.getMessage(),
					ex);
		}
	}

	private static String escape(String text) {
		return text.replace(ESCAPE, ESCAPE + ESCAPE).replace(SEPARATOR, ESCAPE + SEPARATOR);
	}

}
