// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.jdbc.JdbcCommitGuard;
import dev.distributedlock.store.jdbc.JdbcLockStore;
import dev.distributedlock.store.jdbc.JdbcLockStoreOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration for locks that are kept in the application's SQL database.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = DistributedLockAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.redisson.spring.starter.RedissonAutoConfigurationV4",
				"org.redisson.spring.starter.RedissonAutoConfigurationV2",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@ConditionalOnClass({ DataSource.class, DataSourceScriptDatabaseInitializer.class })
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnLockStore(LockStoreType.JDBC)
@ConditionalOnMissingBean(LockStore.class)
@EnableConfigurationProperties(DistributedLockJdbcProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
@ImportRuntimeHints(LockSchemaRuntimeHints.class)
public final class JdbcLockStoreAutoConfiguration {

	@Bean
	LockDataSource distributedLockConnections(ObjectProvider<DataSource> dataSource,
			@DistributedLockDataSource ObjectProvider<DataSource> lockDataSource,
			DistributedLockJdbcProperties properties) {
		return LockDataSource.create(dataSource, lockDataSource, properties);
	}

	@Bean
	@ConditionalOnMissingBean
	@Conditional(OnLockSchemaInitializationCondition.class)
	LockSchemaInitializer distributedLockSchemaInitializer(LockDataSource dataSource,
			DistributedLockJdbcProperties properties) {
		return new LockSchemaInitializer(dataSource.original(), properties);
	}

	@Bean
	@DependsOnDatabaseInitialization
	JdbcLockStore jdbcLockStore(LockDataSource dataSource, DistributedLockJdbcProperties properties,
			ResourceLoader resourceLoader) {
		DatabaseConnectivity.verify(dataSource.forLocks(), "distributed locks");
		JdbcLockStore store = new JdbcLockStore(dataSource.forLocks(),
				new JdbcLockStoreOptions(properties.getTableName(), properties.getPlatform(),
						properties.getOperationTimeout(), dataSource.maxConcurrency(), dataSource.listenTime()));
		new LockSchemaCheck(resourceLoader, properties, dataSource.original()).verify(store);
		if (EmbeddedDatabaseConnection.isEmbedded(dataSource.original())) {
			LocalLocks.warn("they are kept in a database in memory");
		}
		else if (H2Files.isLocal(DerivedDataSource.urlOf(dataSource.original()))) {
			LocalLocks.warn("they are kept in an H2 database in a file of this machine, without AUTO_SERVER=TRUE");
		}
		return store;
	}

	/**
	 * Asks every data source, also those that are injected by name only.
	 */
	@Bean
	@ConditionalOnMissingBean(CommitGuard.class)
	JdbcCommitGuard jdbcCommitGuard(JdbcLockStore store, ObjectProvider<DataSource> dataSources,
			LockDataSource lockDataSource) {
		return JdbcCommitGuard.create(store,
				dataSources.stream(ObjectProvider.UNFILTERED, false)
					.filter((dataSource) -> !lockDataSource.isMarked(dataSource))
					.toList());
	}

	@Bean
	LockRetention distributedLockRetention(DistributedLockJdbcProperties properties) {
		return new LockRetention(properties.getRetention());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ MeterBinder.class, HikariDataSource.class })
	static class PoolMetricsConfiguration {

		/**
		 * Binds nothing where locks have no pool of their own.
		 */
		@Bean
		MeterBinder distributedLockPoolMetrics(LockDataSource dataSource) {
			HikariLockPool pool = dataSource.ownPool();
			return (pool != null) ? new LockPoolMetrics(pool.pool()) : (registry) -> {
			};
		}

	}

	static class OnLockSchemaInitializationCondition extends OnTableInitializationCondition {

		OnLockSchemaInitializationCondition() {
			super("Distributed Lock", "distributed-lock.jdbc.initialize-schema");
		}

	}

}
