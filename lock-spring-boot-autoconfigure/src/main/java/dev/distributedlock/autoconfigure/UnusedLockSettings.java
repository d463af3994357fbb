// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Set;
import java.util.TreeSet;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.interceptor.LockedMethodVerifier;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Says which settings are for locks that no annotated method names: a misspelt name, or
 * that of a lock which is asked for in code, and not known before.
 */
final class UnusedLockSettings implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(UnusedLockSettings.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final LockedMethodVerifier methods;

	private final Set<String> configured;

	UnusedLockSettings(ConfigurableListableBeanFactory beanFactory, LockedMethodVerifier methods,
			Set<String> configured) {
		this.beanFactory = beanFactory;
		this.methods = methods;
		this.configured = configured;
	}

	/**
	 * Events of other contexts arrive here too.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		Set<String> unused = new TreeSet<>(this.configured);
		unused.removeAll(this.methods.lockNames());
		if (!unused.isEmpty() && event.getApplicationContext().getAutowireCapableBeanFactory() == this.beanFactory) {
			logger.info("No annotated method has a lock named " + unused + ", for which distributed-lock.locks has"
					+ " settings. They apply to requests of LockTemplate and LockRegistry alone. Locks of annotated"
					+ " methods: " + this.methods.lockNames());
		}
	}

}
