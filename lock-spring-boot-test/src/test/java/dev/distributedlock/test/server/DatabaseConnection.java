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

import org.testcontainers.containers.JdbcDatabaseContainer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Connects an application to the database that {@code test.database} names: in a
 * container of its own where Docker works, else on the server that all tests share.
 *
 * @author The Distributed Lock authors
 */
@TestConfiguration(proxyBeanMethods = false)
class DatabaseConnection {

	@Bean
	@ServiceConnection
	@Conditional(OnContainer.class)
	JdbcDatabaseContainer<?> container(@Value("${test.database}") DatabaseProduct product) {
		return TestServers.container(product);
	}

	@Bean
	@Conditional(OnNoContainer.class)
	TestDatabase database(@Value("${test.database}") DatabaseProduct product) {
		return product.createDatabase();
	}

	@Bean
	@Conditional(OnNoContainer.class)
	JdbcConnectionDetails connectionDetails(TestDatabase database) {
		return new TestDatabaseConnectionDetails(database);
	}

	private record TestDatabaseConnectionDetails(TestDatabase database) implements JdbcConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return this.database.url();
		}

		@Override
		public String getUsername() {
			return this.database.user();
		}

		@Override
		public String getPassword() {
			return this.database.password();
		}

	}

	static class OnContainer implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return TestServers
				.isInContainer(context.getEnvironment().getRequiredProperty("test.database", DatabaseProduct.class));
		}

	}

	static class OnNoContainer extends OnContainer {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return !super.matches(context, metadata);
		}

	}

}
