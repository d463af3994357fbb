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

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs once when the server goes away, and once when it is back.
 *
 * @author The Distributed Lock authors
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
