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
 * @author The Distributed Lock authors
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
