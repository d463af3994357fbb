// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.engine.AsyncLockScopes;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the template of a registry when it is first needed: an advisor must not create
 * other beans.
 */
final class LockTemplates {

	private final Map<String, LockTemplate> templates = new ConcurrentHashMap<>();

	private final BeanFactory beanFactory;

	LockTemplates(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the template of a registry.
	 * @param registry bean name of the registry, empty for the primary one
	 */
	LockTemplate get(String registry) {
		LockTemplate template = this.templates.get(registry);
		if (template == null) {
			// Not in computeIfAbsent: creating beans may lead here again.
			template = find(registry);
			this.templates.putIfAbsent(registry, template);
		}
		return template;
	}

	/**
	 * Return the template of a registry, for work that goes on on other threads.
	 * @param registry bean name of the registry, empty for the primary one
	 * @throws IllegalStateException if that is a template that cannot do this
	 */
	AsyncLockScopes getAsynchronous(String registry) {
		LockTemplate template = get(registry);
		if (template instanceof AsyncLockScopes scopes) {
			return scopes;
		}
		throw new IllegalStateException(
				template.getClass().getName() + " cannot keep locks for methods that return before their work is"
						+ " done: only a LockTemplate over a DefaultLockRegistry can");
	}

	private LockTemplate find(String registry) {
		return registry.isEmpty() ? this.beanFactory.getBean(LockTemplate.class)
				: RegistryLockTemplate.of(this.beanFactory.getBean(registry, LockRegistry.class));
	}

}
