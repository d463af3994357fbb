// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import javax.sql.DataSource;

import dev.distributedlock.FencingGuard;
import dev.distributedlock.fencing.JdbcFencingGuard;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for a guard that refuses writes under a lost lock, for applications
 * that ask for it. The database is the application's, wherever the locks are.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({ DataSource.class, DataSourceScriptDatabaseInitializer.class })
@ConditionalOnBooleanProperty("distributed-lock.fencing.enabled")
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(FencingGuard.class)
@EnableConfigurationProperties(DistributedLockFencingProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
@ImportRuntimeHints(FenceSchemaRuntimeHints.class)
public final class FencingAutoConfiguration {

	@Bean
	@Conditional(OnFenceSchemaInitializationCondition.class)
	FenceSchemaInitializer distributedLockFenceSchemaInitializer(DataSource dataSource,
			DistributedLockFencingProperties properties) {
		return new FenceSchemaInitializer(dataSource, properties);
	}

	@Bean
	@DependsOnDatabaseInitialization
	JdbcFencingGuard fencingGuard(DataSource dataSource, DistributedLockFencingProperties properties,
			ResourceLoader resourceLoader) {
		DatabaseConnectivity.verify(dataSource, "fences");
		JdbcFencingGuard guard = new JdbcFencingGuard(dataSource, properties.getTableName(), properties.getPlatform());
		new FenceSchemaCheck(resourceLoader, properties, dataSource).verify(guard);
		return guard;
	}

	static class OnFenceSchemaInitializationCondition extends OnTableInitializationCondition {

		OnFenceSchemaInitializationCondition() {
			super("Distributed Lock Fencing", "distributed-lock.fencing.initialize-schema");
		}

	}

}
