// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.LockTransactions;
import dev.distributedlock.store.CommitGuard;

import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Refuses a commit with an exception after which {@code DataSourceTransactionManager}
 * does not roll back.
 */
final class FlawedTransactions implements LockTransactions {

	private final CommitGuard guard;

	FlawedTransactions(CommitGuard guard) {
		this.guard = guard;
	}

	@Override
	public boolean isActive() {
		return TransactionSynchronizationManager.isActualTransactionActive();
	}

	@Override
	public void acquiring(LockRequest request) {
	}

	@Override
	public boolean enlist(Participant participant) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void beforeCommit(boolean readOnly) {
				try {
					participant.beforeCommit(FlawedTransactions.this.guard);
				}
				catch (RuntimeException ex) {
					throw new TransactionSystemException("The lock is lost", ex);
				}
			}

			@Override
			public void afterCompletion(int status) {
				participant.afterCompletion((status == STATUS_COMMITTED) ? Outcome.COMMITTED
						: (status == STATUS_ROLLED_BACK) ? Outcome.ROLLED_BACK : Outcome.UNKNOWN);
			}

		});
		return true;
	}

}
