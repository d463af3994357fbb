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

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Binds the meters of the pool that locks have for themselves, as Spring Boot does for
 * the pools of the application.
 *
 * @author The Distributed Lock authors
 */
final class LockPoolMetrics implements MeterBinder {

	private final HikariDataSource pool;

	LockPoolMetrics(HikariDataSource pool) {
		this.pool = pool;
	}

	/**
	 * A pool takes one registry: the first, which is the one with all others.
	 */
	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.pool.getMetricsTrackerFactory() == null) {
			this.pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
		}
	}

}
