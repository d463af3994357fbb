// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.contender;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application with the starter, configured by nothing but properties.
 */
final class StarterReplica implements Replica {

	/**
	 * Name of the application, which keeps its locks apart.
	 */
	static final String APPLICATION = "benchmarks";

	/**
	 * Name of the locks.
	 */
	static final String LOCK = "bench";

	private final ConfigurableApplicationContext context;

	private final LockRegistry registry;

	private StarterReplica(ConfigurableApplicationContext context) {
		this.context = context;
		this.registry = context.getBean(LockRegistry.class);
	}

	static StarterReplica start(Class<?> configuration, Map<String, Object> properties) {
		return new StarterReplica(new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("spring.main.banner-mode=off", "spring.main.register-shutdown-hook=false",
					"logging.level.root=warn", "spring.application.name=" + APPLICATION)
			.properties(properties)
			.run());
	}

	@Override
	public @Nullable Held acquire(String key, Duration wait) {
		LockRequest request = LockRequest.of(LOCK, key);
		LockLease lease = this.registry.tryAcquire(wait.isZero() ? request : request.waitTime(wait)).orElse(null);
		return (lease != null) ? lease::release : null;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
