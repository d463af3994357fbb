// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Compares where locks are kept, if nothing says where, with what the properties are
 * about: one that is set for a store which is not used tells that it should be.
 */
final class LockStorePlaces {

	private static final Log logger = LogFactory.getLog(LockStorePlaces.class);

	private LockStorePlaces() {
	}

	/**
	 * Verify the choice that was made without {@code distributed-lock.type}.
	 * @throws LockSetupException if locks are to be in Redis, and cannot
	 */
	static void verify(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		boolean redis = LockStoreBackends.isPresent(beanFactory, LockStoreBackends.REDISSON);
		Stream.of("distributed-lock.redisson.address", "distributed-lock.redisson.config")
			.filter((name) -> !redis && StringUtils.hasText(environment.getProperty(name)))
			.findFirst()
			.ifPresent((name) -> {
				throw withoutRedisson(name, beanFactory.containsBean("jdbcLockStore"));
			});
		if (beanFactory.containsBean("redissonLockStore") && isSet("jdbc.", environment)) {
			logger.warn("Locks are kept in Redis, although distributed-lock.jdbc.* is set: there is no DataSource. Set"
					+ " distributed-lock.type=redisson if that is meant");
		}
		if (beanFactory.containsBean("jdbcLockStore") && isSet("redisson.", environment)) {
			logger.warn("Locks are kept in the SQL database, although distributed-lock.redisson.* is set: "
					+ (redis ? "nothing says where Redis is" : "Redisson is not on the class path")
					+ ". Set distributed-lock.type=jdbc if that is meant");
		}
	}

	private static boolean isSet(String group, Environment environment) {
		Binder binder = Binder.get(environment);
		return LockPropertyNames.all()
			.stream()
			.filter((name) -> name.startsWith(group))
			.anyMatch((name) -> binder.bind("distributed-lock." + name, Bindable.of(String.class)).isBound());
	}

	private static LockSetupException withoutRedisson(String name, boolean jdbc) {
		return new LockSetupException(
				name + " says that distributed locks are kept in Redis, but Redisson is not on the class path."
						+ (jdbc ? " They would be kept in the SQL database instead." : ""),
				"Add the dependency org.redisson:redisson, or remove " + name + "."
						+ (jdbc ? " Set distributed-lock.type=jdbc to keep locks in the SQL database." : ""));
	}

}
