// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;

import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Guards transactions that begin under locks, or in which locks were taken.
 */
final class LockTransactionListener implements TransactionExecutionListener {

	private static final Log logger = LogFactory.getLog(LockTransactionListener.class);

	private final AtomicBoolean warned = new AtomicBoolean();

	private final ReactiveTransactionLeases reactive = new ReactiveTransactionLeases();

	/**
	 * What a reactive transaction begins under is bound to the thread that subscribes to
	 * it, and not to the one on which the database answers.
	 */
	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (transaction instanceof ReactiveTransaction) {
			this.reactive.begin(transaction);
		}
	}

	/**
	 * Must not throw: the transaction has begun, and nobody would end it. Transactions
	 * that only read take part too, without being checked: others may begin inside.
	 */
	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable beginFailure) {
		if (beginFailure != null || !(transaction instanceof TransactionStatus status) || !status.isNewTransaction()
				|| status.isNested()) {
			return;
		}
		for (LockContext context = LockContextHolder.getContext(); context != null; context = context.parent()) {
			guard(context.lease(), status);
		}
		synchronizations().forEach(LockTransactionSynchronization::checkedByListener);
	}

	/**
	 * Check the leases after everything else that is to be done before the commit. What
	 * this throws rolls back.
	 */
	@Override
	public void beforeCommit(TransactionExecution transaction) {
		this.reactive.check(transaction);
		if (transaction instanceof TransactionStatus status && status.isNewTransaction() && !status.isNested()) {
			if (!status.isReadOnly()) {
				synchronizations().forEach(LockTransactionSynchronization::check);
			}
			CommitMark.register();
		}
	}

	private static Stream<LockTransactionSynchronization> synchronizations() {
		return TransactionSynchronizationManager.isSynchronizationActive()
				? TransactionSynchronizationManager.getSynchronizations()
					.stream()
					.filter(LockTransactionSynchronization.class::isInstance)
					.map(LockTransactionSynchronization.class::cast)
				: Stream.empty();
	}

	private void guard(LockLease lease, TransactionStatus status) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("The transaction " + status.getTransactionName() + " under lock '" + lease.name()
						+ "' commits even if the lock is lost, and so do others of its transaction manager, which"
						+ " does without synchronization");
			}
			return;
		}
		try {
			lease.guardCurrentTransaction();
		}
		catch (IllegalStateException ex) {
			logger.debug("Not guarded, because the lease has been released: " + lease, ex);
		}
		catch (RuntimeException ex) {
			logger.warn("The transaction " + status.getTransactionName() + " under lock '" + lease.name()
					+ "' commits even if the lock is lost: its registry was made without LockTransactions", ex);
		}
	}

}
