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
package dev.distributedlock.transaction;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks a transaction that has been committed. Spring counts it as active until all
 * callbacks have been called, although a lock that is taken in one of them has no part in
 * it any more.
 *
 * @author The Distributed Lock authors
 */
final class CommitMark implements TransactionSynchronization {

	private boolean committed;

	private CommitMark() {
	}

	/**
	 * Have the transaction of this thread marked when it has been committed. What runs
	 * during the commit, such as the flush of JPA, still has its part in it.
	 */
	static void register() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new CommitMark());
		}
	}

	/**
	 * Return whether the transaction of this thread is marked. Synchronizations must be
	 * active.
	 */
	static boolean isSet() {
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof CommitMark mark && mark.committed) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Before the callbacks of the application.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void afterCommit() {
		this.committed = true;
	}

}
