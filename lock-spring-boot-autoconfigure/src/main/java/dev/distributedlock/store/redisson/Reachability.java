// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store.redisson;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs once when the server goes away, and once when it is back.
 */
final class Reachability {

	private static final Log logger = LogFactory.getLog(Reachability.class);

	private final AtomicBoolean away = new AtomicBoolean();

	/**
	 * Take the outcome of a request.
	 * @param failure why it failed, null if it did not
	 */
	void completed(@Nullable Throwable failure) {
		if (failure == null || RedisFailures.answer(failure).isPresent()) {
			if (this.away.get() && this.away.compareAndSet(true, false)) {
				logger.info("Redis can be reached again");
			}
		}
		else if (RedisFailures.isUnreachable(failure) && this.away.compareAndSet(false, true)) {
			logger.warn("No lock can be taken at present. " + RedisFailures.describe(failure));
		}
	}

}
