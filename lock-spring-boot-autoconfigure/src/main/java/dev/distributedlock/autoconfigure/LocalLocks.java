// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Warns of locks that other processes do not see. A replica that has them runs, and
 * looks, as if it were locked.
 */
final class LocalLocks implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(LocalLocks.class);

	private final ConfigurableListableBeanFactory beanFactory;

	LocalLocks(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanNamesForType(LocalLockStore.class, true, false)) {
			warn(name.equals("localLockStore") ? "distributed-lock.type=local"
					: "the bean '" + name + "' is a LocalLockStore");
		}
	}

	static void warn(String place) {
		logger.warn("LOCKS ARE LOCAL TO THIS PROCESS (" + place
				+ "): other replicas do not see them, and run the same methods at the same time."
				+ " Meant for tests, and for development with a single process");
	}

}
