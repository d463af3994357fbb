// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import dev.distributedlock.engine.DefaultLockRegistry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * Stops the registries of a context when it stops or pauses: after web servers, message
 * listeners, schedulers and executors, whose work may still take the locks that it needs,
 * and before any bean is destroyed. Waits for work that runs under locks, for no longer
 * than the context allows a phase.
 */
final class LockRegistryLifecycle implements SmartLifecycle {

	/**
	 * Later than all that Spring stops by itself, of which executors are the last.
	 */
	static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE - 1024;

	private final ConfigurableListableBeanFactory beanFactory;

	private volatile boolean running;

	LockRegistryLifecycle(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Registries that there are, in this context: those of others have their own.
	 */
	private List<DefaultLockRegistry> registries() {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(DefaultLockRegistry.class, true, false))
			.map(this.beanFactory::getSingleton)
			.filter(Objects::nonNull)
			.map(DefaultLockRegistry.class::cast)
			.toList();
	}

	@Override
	public void start() {
		registries().forEach(DefaultLockRegistry::start);
		this.running = true;
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		List<DefaultLockRegistry> all = registries();
		AtomicInteger open = new AtomicInteger(all.size() + 1);
		Runnable stopped = () -> {
			if (open.decrementAndGet() == 0) {
				callback.run();
			}
		};
		all.forEach((registry) -> registry.stop(stopped));
		stopped.run();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
