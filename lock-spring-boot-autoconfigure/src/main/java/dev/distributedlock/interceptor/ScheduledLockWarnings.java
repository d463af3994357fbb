// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockSettings;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Warns, once for each scheduled method, where a lock does not give one run per tick.
 */
final class ScheduledLockWarnings {

	private static final Log logger = LogFactory.getLog(ScheduledLockWarnings.class);

	private final Set<Method> warned = new HashSet<>();

	void warn(LockOperation operation, LockSettings settings) {
		Set<Scheduled> schedules = AnnotatedElementUtils.findMergedRepeatableAnnotations(operation.method(),
				Scheduled.class, Schedules.class);
		if (!schedules.isEmpty() && this.warned.add(operation.method())) {
			schedules.forEach((scheduled) -> warn(operation.method(), scheduled, settings));
		}
	}

	private void warn(Method method, Scheduled scheduled, LockSettings settings) {
		if (!StringUtils.hasLength(scheduled.cron())) {
			warn(method, "fixedRate and fixedDelay have no tick in common between replicas,"
					+ " so that each replica runs at times of its own: use cron and minHoldTime for one run per tick");
		}
		else if (!isPositive(settings.minHoldTime())) {
			warn(method, "a run that ends sooner than another replica's clock reaches the tick is run again there:"
					+ " set minHoldTime to more than the clocks can differ");
		}
		if (isPositive(settings.waitTime())) {
			warn(method, "a replica that waits for the lock runs the same tick again: set waitTime to 0s");
		}
	}

	private static boolean isPositive(@Nullable Duration duration) {
		return duration != null && duration.compareTo(Duration.ZERO) > 0;
	}

	private static void warn(Method method, String reason) {
		logger.warn("@DistributedLock does not give one run per tick on " + ClassUtils.getQualifiedMethodName(method)
				+ ": " + reason);
	}

}
