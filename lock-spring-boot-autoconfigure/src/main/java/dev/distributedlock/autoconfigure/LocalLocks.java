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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.store.local.LocalLockStore;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Warns of locks that other processes do not see. A replica that has them runs, and
 * looks, as if it were locked.
 *
 * @author The Distributed Lock authors
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
