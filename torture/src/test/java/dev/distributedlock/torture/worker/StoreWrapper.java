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

package dev.distributedlock.torture.worker;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.torture.history.Recorder;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Puts a recorder, and what is wrong, between the store that the application has and the
 * engine.
 *
 * @author The Distributed Lock authors
 */
final class StoreWrapper implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		String[] stores = beanFactory.getBeanNamesForType(LockStore.class, true, false);
		RootBeanDefinition definition = new RootBeanDefinition(LockStore.class,
				() -> wrap(beanFactory, beanFactory.getBean(stores[0], LockStore.class)));
		definition.setPrimary(true);
		((BeanDefinitionRegistry) beanFactory).registerBeanDefinition("recordingStore", definition);
	}

	private static LockStore wrap(ConfigurableListableBeanFactory beanFactory, LockStore store) {
		WorkerSettings settings = beanFactory.getBean(WorkerSettings.class);
		LockStore reached = settings.simulated() ? new FaultyStore(store, beanFactory.getBean(Standstill.class),
				outage(beanFactory, Outage.NETWORK), outage(beanFactory, Outage.STANDBY)) : store;
		LockStore flawed = settings.flaw()
			.inStore(reached, SharedState.of(settings.registers().url(), beanFactory.getBean(JdbcTemplate.class),
					outage(beanFactory, Outage.NOTIFICATIONS)));
		return settings.flaw().inEngine(new RecordingStore(flawed, beanFactory.getBean(Recorder.class)));
	}

	private static Outage outage(ConfigurableListableBeanFactory beanFactory, String name) {
		return beanFactory.getBean(name, Outage.class);
	}

}
