// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

import dev.distributedlock.store.LockId;

/**
 * The keys of locks. All locks of one name are in one of {@value #BUCKETS} buckets, each
 * of which is a hash tag: a script can work on them at once, also in a cluster.
 */
final class LockBuckets {

	/**
	 * Matches the keys of all locks, and of those who wait for them.
	 */
	static final String PATTERN = "{distributed-lock:*}:*";

	private static final int BUCKETS = 64;

	/**
	 * Names are often alike: this spreads them, by the upper bits.
	 */
	private static final int SPREAD = 0x9E3779B9;

	private static final List<String> TAGS = IntStream.range(0, BUCKETS)
		.mapToObj("{distributed-lock:%02d}:"::formatted)
		.toList();

	/**
	 * How much of an id that is too long is kept: all but the hash and two marks.
	 */
	private static final int SHORTEST_BEGINNING = LockId.MAX_LENGTH - 64 - 2;

	/**
	 * No lock id has this sign.
	 */
	private static final String WAITERS = "|w";

	private LockBuckets() {
	}

	static String key(LockId lock) {
		return TAGS.get(bucket(lock)).concat(lock.value());
	}

	static String waitersKey(LockId lock) {
		return key(lock).concat(WAITERS);
	}

	/**
	 * A key for a script that has none, so that a cluster knows where to execute it.
	 */
	static String anyKey() {
		return TAGS.get(0);
	}

	static boolean isLock(String key) {
		return !key.endsWith(WAITERS);
	}

	static LockId lock(String key) {
		return new LockId(key.substring(TAGS.get(0).length()));
	}

	/**
	 * The bucket of prefix and name, as far as ids that are too long to be kept whole
	 * have them.
	 */
	static int bucket(LockId lock) {
		String id = lock.value();
		int start = id.startsWith("~") ? 1 : 0;
		int end = Math.min(id.length(), start + SHORTEST_BEGINNING);
		int hash = 0;
		int colons = 0;
		for (int i = start; i < end; i++) {
			char next = id.charAt(i);
			colons += (next == ':') ? 1 : 0;
			if (colons == 2) {
				break;
			}
			hash = 31 * hash + next;
		}
		return (hash * SPREAD) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(BUCKETS));
	}

	static List<Object> keys(Collection<LockId> locks) {
		List<Object> keys = new ArrayList<>(2 * locks.size());
		addKeys(keys, locks);
		return keys;
	}

	static void addKeys(Collection<Object> keys, Collection<LockId> locks) {
		for (LockId lock : locks) {
			keys.add(key(lock));
		}
	}

	static List<Object> keysAndWaiters(Collection<LockId> locks) {
		List<Object> keys = keys(locks);
		for (LockId lock : locks) {
			keys.add(waitersKey(lock));
		}
		return keys;
	}

}
