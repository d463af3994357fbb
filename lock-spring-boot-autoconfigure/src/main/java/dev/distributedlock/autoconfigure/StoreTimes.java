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

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;

/**
 * What every store accepts for the times that it is configured with.
 *
 * @author The Distributed Lock authors
 */
final class StoreTimes {

	private static final Duration SHORTEST_OPERATION_TIMEOUT = Duration.ofMillis(250);

	private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(1);

	private StoreTimes() {
	}

	static Duration checkOperationTimeout(Duration time) {
		return atLeast(SHORTEST_OPERATION_TIMEOUT, "operationTimeout", time);
	}

	static Duration checkRetention(Duration time) {
		return atLeast(SHORTEST_RETENTION, "retention", time);
	}

	private static Duration atLeast(Duration shortest, String property, Duration time) {
		Assert.isTrue(time.compareTo(shortest) >= 0, () -> property + " must be at least "
				+ DurationFormatterUtils.print(shortest, DurationFormat.Style.COMPOSITE));
		return time;
	}

}
