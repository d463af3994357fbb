// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockRequest;
import dev.distributedlock.engine.LockTransactions;
import dev.distributedlock.store.CommitGuard;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transactions of Spring's transaction management, as far as they are bound to
 * threads.
 *
 * @since 0.1.0
 */
public final class SynchronizedLockTransactions implements LockTransactions {

	private static final Log logger = LogFactory.getLog(SynchronizedLockTransactions.class);

	private static final int WARNED_LIMIT = 1000;

	private final InsideTransaction insideTransaction;

	private final CommitGuard guard;

	private final Set<String> warned = Collections.synchronizedSet(Collections.newSetFromMap(new BoundedMap()));

	/**
	 * Create new transactions.
	 * @param insideTransaction what happens when a lock is asked for inside of one
	 * @param guard ties their commit to locks
	 */
	public SynchronizedLockTransactions(InsideTransaction insideTransaction, CommitGuard guard) {
		this.insideTransaction = insideTransaction;
		this.guard = guard;
	}

	/**
	 * In the callbacks after the completion of a transaction, which still counts as
	 * active, there are no synchronizations any more.
	 */
	@Override
	public boolean isActive() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive() && !CommitMark.isSet();
	}

	@Override
	public void acquiring(LockRequest request) {
		if (!isActive()) {
			return;
		}
		String message = "Lock '" + request.name()
				+ "' is taken inside of a transaction, whose snapshot may be older than the"
				+ " lock, so that updates can get lost: take the lock first (on the method that begins the transaction,"
				+ " or around its call; see distributed-lock.inside-transaction)";
		if (this.insideTransaction == InsideTransaction.FAIL) {
			throw new IllegalStateException(message + ", or set distributed-lock.inside-transaction to warn");
		}
		if (this.warned.add(request.name())) {
			logger.warn(message);
		}
	}

	@Override
	public boolean enlist(Participant participant) {
		if (!isActive()) {
			throw new IllegalStateException("There is no transaction on this thread, or it has completed");
		}
		return current().add(participant);
	}

	private LockTransactionSynchronization current() {
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof LockTransactionSynchronization current && current.isGuardedBy(this.guard)) {
				return current;
			}
		}
		LockTransactionSynchronization current = new LockTransactionSynchronization(this.guard);
		TransactionSynchronizationManager.registerSynchronization(current);
		return current;
	}

	/**
	 * Names may come from requests, and there may be many.
	 */
	private static final class BoundedMap extends LinkedHashMap<String, Boolean> {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > WARNED_LIMIT;
		}

	}

}
