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
 *
 * @author The Distributed Lock authors
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
