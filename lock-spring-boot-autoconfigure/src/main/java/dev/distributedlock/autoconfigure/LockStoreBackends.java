// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Knows in which kinds of stores an application could keep locks. That depends on its
 * class path and its beans, and never on whether a default such as Redis on localhost has
 * been overwritten: replicas or environments that differ in that alone would have their
 * locks in different places.
 */
final class LockStoreBackends {

	static final String REDISSON = "org.redisson.api.RedissonClient";

	private static final String R2DBC = "io.r2dbc.spi.ConnectionFactory";

	private static final String JDBC = "org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer";

	private static final String DATA_REDIS = "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails";

	private LockStoreBackends() {
	}

	static Set<LockStoreType> available(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		Set<LockStoreType> available = EnumSet.noneOf(LockStoreType.class);
		if (isPresent(beanFactory, JDBC) && beanNames(beanFactory, DataSource.class).findAny().isPresent()) {
			available.add(LockStoreType.JDBC);
		}
		if (isPresent(beanFactory, REDISSON) && isRedisKnown(beanFactory, environment)) {
			available.add(LockStoreType.REDISSON);
		}
		return available;
	}

	static boolean isPresent(ConfigurableListableBeanFactory beanFactory, String className) {
		return ClassUtils.isPresent(className, beanFactory.getBeanClassLoader());
	}

	private static boolean isRedisKnown(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return Stream.of("distributed-lock.redisson.address", "distributed-lock.redisson.config")
			.anyMatch((name) -> StringUtils.hasText(environment.getProperty(name)))
				|| hasCandidate(beanFactory, REDISSON)
				|| (isPresent(beanFactory, DATA_REDIS) && hasCandidate(beanFactory, DATA_REDIS));
	}

	/**
	 * Whether the application reaches its database without JDBC. Spring Boot then makes
	 * no {@link DataSource}, whatever {@code spring.datasource.*} says.
	 */
	static boolean isR2dbc(ConfigurableListableBeanFactory beanFactory) {
		return isPresent(beanFactory, R2DBC) && hasCandidate(beanFactory, R2DBC);
	}

	private static boolean hasCandidate(ConfigurableListableBeanFactory beanFactory, String className) {
		Class<?> type = ClassUtils.resolveClassName(className, beanFactory.getBeanClassLoader());
		return beanNames(beanFactory, type).anyMatch((name) -> isCandidate(beanFactory, name));
	}

	/**
	 * Whether a bean is there for everybody, and not for who asks for it by name. Not
	 * asked of data sources: one for locks alone should be none.
	 */
	private static boolean isCandidate(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return true;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(name);
		return definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition base && !base.isDefaultCandidate());
	}

	private static Stream<String> beanNames(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
		return Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false));
	}

}
