// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.time.Duration;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;

/**
 * What every store accepts for the times that it is configured with.
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
