// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks a transaction that has been committed. Spring counts it as active until all
 * callbacks have been called, although a lock that is taken in one of them has no part in
 * it any more.
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
