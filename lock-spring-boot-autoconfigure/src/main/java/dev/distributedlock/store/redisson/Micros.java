// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Durations as scripts have them: in whole microseconds, and so that a time that far from
 * now is still a number that Lua has exactly.
 */
final class Micros {

	private static final long LONGEST = 1L << 52;

	private Micros() {
	}

	static long of(Duration duration) {
		return Math.min(TimeUnit.MICROSECONDS.convert(duration), LONGEST);
	}

	static Duration toDuration(Object micros) {
		return Duration.of((Long) micros, ChronoUnit.MICROS);
	}

}
