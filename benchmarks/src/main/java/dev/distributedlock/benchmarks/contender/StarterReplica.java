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
 *
 * @author The Distributed Lock authors
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
