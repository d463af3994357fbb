// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.store.LockStore;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Takes the one store that is there, or says what to write if there is none or more than
 * one.
 */
final class LockStoreSelector {

	private LockStoreSelector() {
	}

	static LockStore select(ConfigurableListableBeanFactory beanFactory, Environment environment,
			DistributedLockProperties properties) {
		if (properties.getType() == null) {
			LockStorePlaces.verify(beanFactory, environment);
		}
		String[] names = beanFactory.getBeanNamesForType(LockStore.class);
		if (names.length == 0) {
			boolean redis = properties.getType() == LockStoreType.REDISSON;
			throw (!redis && LockStoreBackends.isR2dbc(beanFactory)) ? noJdbc()
					: noStore(properties.getType(),
							LockStoreBackends.isPresent(beanFactory, LockStoreBackends.REDISSON),
							LockStoreBackends.available(beanFactory, environment));
		}
		LockStore store = beanFactory.getBeanProvider(LockStore.class).getIfUnique();
		if (store == null) {
			throw new LockSetupException(
					"Distributed locks can be kept in " + names.length + " stores: " + Arrays.toString(names) + ".",
					"Set distributed-lock.type to the one to use, or mark one of the beans as @Primary.");
		}
		return store;
	}

	private static LockSetupException noStore(@Nullable LockStoreType type, boolean redisson,
			Set<LockStoreType> available) {
		if (type == LockStoreType.JDBC) {
			return new LockSetupException(
					"Distributed locks are to be kept in a SQL database (distributed-lock.type=jdbc),"
							+ " but there is no DataSource.",
					"Add the dependency org.springframework.boot:spring-boot-starter-jdbc, a JDBC driver,"
							+ " and spring.datasource.url.");
		}
		if (type == LockStoreType.REDISSON) {
			return redisson ? noRedis() : noRedisson();
		}
		return (available.size() > 1) ? noChoice() : noBackend();
	}

	private static LockSetupException noJdbc() {
		return new LockSetupException("""
				There is no DataSource that distributed locks can be kept in: Spring Boot makes none for an \
				application with R2DBC, whatever spring.datasource.* says.""", """
				Add the dependency org.springframework.boot:spring-boot-starter-jdbc and a JDBC driver, and declare a \
				DataSource for locks alone:

				    @Bean(defaultCandidate = false)
				    @DistributedLockDataSource
				    DataSource lockDatabase(Environment environment) {
				        return DataSourceBuilder.create()
				            .url(environment.getRequiredProperty("spring.datasource.url"))
				            .username(environment.getProperty("spring.datasource.username"))
				            .password(environment.getProperty("spring.datasource.password"))
				            .build();
				    }""");
	}

	private static LockSetupException noRedisson() {
		return new LockSetupException("Distributed locks are to be kept in Redis (distributed-lock.type=redisson),"
				+ " but Redisson is not on the class path.", "Add the dependency org.redisson:redisson.");
	}

	private static LockSetupException noRedis() {
		return new LockSetupException(
				"Distributed locks are to be kept in Redis (distributed-lock.type=redisson),"
						+ " but nothing says where Redis is.",
				"Set distributed-lock.redisson.address, or add the dependency"
						+ " org.springframework.boot:spring-boot-starter-data-redis and set spring.data.redis.host,"
						+ " or declare a RedissonClient.");
	}

	private static LockSetupException noChoice() {
		return new LockSetupException(
				"Distributed locks can be kept in a SQL database or in Redis: this application has both.", """
						Write one of these lines into application.yml, the same for all replicas:

						    distributed-lock.type: jdbc      # locks in the SQL database
						    distributed-lock.type: redisson  # locks in Redis""");
	}

	private static LockSetupException noBackend() {
		return new LockSetupException("There is no store that distributed locks can be kept in.", """
				Consider one of the following:

				- Keep locks in your SQL database: add the dependency \
				org.springframework.boot:spring-boot-starter-jdbc, a JDBC driver, and spring.datasource.url, \
				or declare a DataSource and mark it with @DistributedLockDataSource.
				- Keep locks in Redis: add the dependency org.redisson:redisson, and either \
				org.springframework.boot:spring-boot-starter-data-redis with spring.data.redis.host, \
				or set distributed-lock.redisson.address.
				- For tests, or for development with a single process: set distributed-lock.type=local.""");
	}

}
