// SPDX-License-Identifier: Apache-2.0

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
