// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Does something between the guard and the commit: after everybody else who listens to
 * the transaction managers.
 */
final class BeforeCommit {

	private final AtomicReference<@Nullable Runnable> action = new AtomicReference<>();

	@EventListener
	void listen(ContextRefreshedEvent event) {
		event.getApplicationContext()
			.getBeansOfType(ConfigurableTransactionManager.class)
			.values()
			.forEach((manager) -> manager.addListener(new Listener()));
	}

	/**
	 * Set what to do, null for nothing.
	 */
	void set(@Nullable Runnable action) {
		this.action.set(action);
	}

	private final class Listener implements TransactionExecutionListener {

		@Override
		public void beforeCommit(TransactionExecution transaction) {
			Runnable action = BeforeCommit.this.action.get();
			if (action != null) {
				action.run();
			}
		}

	}

}
