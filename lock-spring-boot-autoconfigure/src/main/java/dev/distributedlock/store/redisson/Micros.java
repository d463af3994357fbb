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
package dev.distributedlock.store.redisson;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Durations as scripts have them: in whole microseconds, and so that a time that far from
 * now is still a number that Lua has exactly.
 *
 * @author The Distributed Lock authors
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
