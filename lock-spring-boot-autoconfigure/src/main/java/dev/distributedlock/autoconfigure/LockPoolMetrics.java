// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Binds the meters of the pool that locks have for themselves, as Spring Boot does for
 * the pools of the application.
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
