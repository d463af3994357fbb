// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockTemplate;
import dev.distributedlock.OnLost;
import dev.distributedlock.engine.DefaultLockRegistry;
import dev.distributedlock.engine.LockRegistryOptions;
import dev.distributedlock.engine.LockTransactions;
import dev.distributedlock.engine.ProcessOwner;
import dev.distributedlock.interceptor.DistributedLockAdvisor;
import dev.distributedlock.interceptor.LockedMethodVerifier;
import dev.distributedlock.interceptor.MethodFailureAdvisor;
import dev.distributedlock.interceptor.RegistryLockTemplate;
import dev.distributedlock.store.CommitGuard;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;
import dev.distributedlock.store.local.UnlockedStore;
import dev.distributedlock.transaction.LockTransactionListenerRegistrar;
import dev.distributedlock.transaction.SynchronizedLockTransactions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Auto-configuration for distributed locks.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration")
@EnableConfigurationProperties(DistributedLockProperties.class)
public final class DistributedLockAutoConfiguration {

	private static final Log logger = LogFactory.getLog(DistributedLockAutoConfiguration.class);

	@Bean
	static LockPropertyVerifier distributedLockPropertyVerifier(Environment environment) {
		return new LockPropertyVerifier(environment);
	}

	@Bean
	@ConditionalOnMissingBean(LockRegistry.class)
	DefaultLockRegistry distributedLockRegistry(ConfigurableListableBeanFactory beanFactory,
			DistributedLockProperties properties, ObjectProvider<LockRetention> retention,
			ObjectProvider<LockTransactions> transactions, Environment environment,
			ApplicationEventPublisher eventPublisher) {
		String application = environment.getProperty("spring.application.name", "");
		String prefix = (properties.getKeyPrefix() != null) ? properties.getKeyPrefix() : application;
		if (prefix.isEmpty() && properties.getType() != LockStoreType.LOCAL) {
			logger.warn("Neither distributed-lock.key-prefix nor spring.application.name is set: locks are shared"
					+ " with every other application that keeps them in the same place without a prefix");
		}
		LockStore store = store(beanFactory, environment, properties);
		OnLost onLost = H2Files.onLost(properties.getOnLost(), beanFactory, environment);
		LockRegistryOptions options = new LockRegistryOptions(prefix, ProcessOwner.describe(application),
				properties.toDefaults().withOnLost(onLost), properties.toSettingsByName(),
				retention.getIfAvailable(LockRetention::standard).duration(),
				Threading.VIRTUAL.isActive(environment) ? 0 : properties.getWorkThreads());
		return new DefaultLockRegistry(store, options, eventPublisher::publishEvent,
				transactions.getIfAvailable(() -> LockTransactions.NONE));
	}

	private static LockStore store(ConfigurableListableBeanFactory beanFactory, Environment environment,
			DistributedLockProperties properties) {
		if (properties.isEnabled()) {
			return LockStoreSelector.select(beanFactory, environment, properties);
		}
		logger.warn("DISTRIBUTED LOCKS ARE OFF (distributed-lock.enabled=false):"
				+ " methods run without locks, at the same time in all replicas");
		return new UnlockedStore();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(LockRegistry.class)
	LockTemplate lockTemplate(LockRegistry registry) {
		return RegistryLockTemplate.of(registry);
	}

	@Bean
	LockRegistryLifecycle distributedLockRegistryLifecycle(ConfigurableListableBeanFactory beanFactory) {
		return new LockRegistryLifecycle(beanFactory);
	}

	@Bean
	UnusedLockSettings distributedLockUnusedSettings(ConfigurableListableBeanFactory beanFactory,
			LockedMethodVerifier methods, DistributedLockProperties properties) {
		return new UnusedLockSettings(beanFactory, methods, properties.getLocks().keySet());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
	LocalLocks distributedLockLocalLocks(ConfigurableListableBeanFactory beanFactory) {
		return new LocalLocks(beanFactory);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionSynchronizationManager.class)
	@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
	static class TransactionConfiguration {

		@Bean
		@ConditionalOnMissingBean(LockTransactions.class)
		SynchronizedLockTransactions distributedLockTransactions(DistributedLockProperties properties,
				ObjectProvider<CommitGuard> guard) {
			return new SynchronizedLockTransactions(properties.getInsideTransaction(),
					guard.getIfAvailable(() -> (acquisition, remaining) -> CommitGuard.Result.NOT_INVOLVED));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static LockTransactionListenerRegistrar distributedLockTransactionListenerRegistrar() {
			return new LockTransactionListenerRegistrar();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AutoProxyCreatorRegistrar.class)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static class AdviceConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DistributedLockAdvisor distributedLockAdvisor(ConfigurableListableBeanFactory beanFactory,
				Environment environment) {
			return new DistributedLockAdvisor(beanFactory, environment.getProperty("distributed-lock.advisor-order",
					Integer.class, DistributedLockAdvisor.DEFAULT_ORDER));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static LockedMethodVerifier distributedLockMethodVerifier(ConfigurableListableBeanFactory beanFactory,
				DistributedLockAdvisor advisor) {
			return new LockedMethodVerifier(beanFactory, advisor);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TransactionSynchronizationManager.class)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static class TransactionAdviceConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static MethodFailureAdvisor distributedLockMethodFailureAdvisor(DistributedLockAdvisor advisor) {
			return new MethodFailureAdvisor(advisor.getPointcut());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
	@ConditionalOnProperty(name = "distributed-lock.type", havingValue = "local")
	static class LocalConfiguration {

		@Bean
		@ConditionalOnMissingBean(LockStore.class)
		LocalLockStore localLockStore() {
			return new LocalLockStore();
		}

	}

}
