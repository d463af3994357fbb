// SPDX-License-Identifier: Apache-2.0

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
