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

package dev.distributedlock.test.server;

import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Connects an application to Redis: in a container of its own where Docker works, else a
 * server of its own.
 *
 * @author The Distributed Lock authors
 */
@TestConfiguration(proxyBeanMethods = false)
class RedisConnection {

	@Bean
	@ServiceConnection("redis")
	@Conditional(OnContainer.class)
	GenericContainer<?> container() {
		return TestServers.container(RedisProduct.REDIS);
	}

	@Bean
	@Conditional(OnNoContainer.class)
	RedisServer server() {
		return RedisProduct.REDIS.startServer();
	}

	@Bean
	@Conditional(OnNoContainer.class)
	DataRedisConnectionDetails connectionDetails(RedisServer server) {
		return new RedisServerConnectionDetails(server);
	}

	private record RedisServerConnectionDetails(RedisServer server) implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of(this.server.host(), this.server.port());
		}

	}

	static class OnContainer implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return TestServers.isInContainer(RedisProduct.REDIS);
		}

	}

	static class OnNoContainer extends OnContainer {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !super.matches(context, metadata);
		}

	}

}
