// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Has every transaction manager tell of the transactions that begin, whoever defines it.
 *
 * @since 0.1.0
 */
public final class LockTransactionListenerRegistrar implements BeanPostProcessor {

	private static final Log logger = LogFactory.getLog(LockTransactionListenerRegistrar.class);

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	private final LockTransactionListener listener = new LockTransactionListener();

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		return register(bean, beanName);
	}

	/**
	 * The only call for what a factory bean makes.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return register(bean, beanName);
	}

	private Object register(Object bean, String beanName) {
		if (bean instanceof ConfigurableTransactionManager manager) {
			this.known.add(beanName);
			if (!manager.getTransactionExecutionListeners().contains(this.listener)) {
				manager.addListener(this.listener);
			}
		}
		else if (bean instanceof PlatformTransactionManager && this.known.add(beanName)) {
			logger.warn("Transactions of the bean '" + beanName + "' (" + bean.getClass().getName()
					+ ") commit even if a lock that they run under is lost: it takes no listeners."
					+ " Call LockLease.guardCurrentTransaction() in them");
		}
		return bean;
	}

}
