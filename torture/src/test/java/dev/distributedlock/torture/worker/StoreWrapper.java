// SPDX-License-Identifier: Apache-2.0

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
