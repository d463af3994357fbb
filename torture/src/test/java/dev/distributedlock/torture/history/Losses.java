// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.history;

import java.util.Map;
import java.util.stream.Collectors;

import dev.distributedlock.torture.history.Entry.Type;

/**
 * When holders were told that they had lost their locks.
 */
final class Losses {

	private final Map<String, Long> told;

	Losses(History history) {
		this.told = history.all(Type.LOST)
			.stream()
			.collect(Collectors.toMap((loss) -> id(loss.key(), loss.token()), Entry::to, Math::min));
	}

	/**
	 * When a holder was told, or the end of time.
	 */
	long toldAt(String lock, long token) {
		return this.told.getOrDefault(id(lock, token), Long.MAX_VALUE);
	}

	private static String id(String lock, long token) {
		return lock + " " + token;
	}

}
