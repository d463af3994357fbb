// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.jvm;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;

import dev.distributedlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application whose locks are kept in memory, with the annotation and with that of
 * ShedLock.
 */
@Configuration(proxyBeanMethods = false)
@EnableSchedulerLock(defaultLockAtMostFor = "30s")
@ImportAutoConfiguration(DistributedLockAutoConfiguration.class)
class LocalApplication {

	@Bean
	LockedOrders lockedOrders() {
		return new LockedOrders();
	}

	@Bean
	ShedLockedOrders shedLockedOrders() {
		return new ShedLockedOrders();
	}

	/**
	 * The least that an in-memory provider can do, for ShedLock.
	 */
	@Bean
	LockProvider shedLockProvider() {
		Set<String> locked = ConcurrentHashMap.newKeySet();
		return (lock) -> locked.add(lock.getName()) ? Optional.of(() -> locked.remove(lock.getName()))
				: Optional.empty();
	}

	static Orders plainProxy(Orders target) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
		return (Orders) factory.getProxy();
	}

}
