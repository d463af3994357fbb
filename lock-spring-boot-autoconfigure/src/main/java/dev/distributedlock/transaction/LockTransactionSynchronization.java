// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.distributedlock.LockStoreException;
import dev.distributedlock.engine.LockTransactions.Outcome;
import dev.distributedlock.engine.LockTransactions.Participant;
import dev.distributedlock.store.CommitGuard;

import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The leases that one transaction depends on.
 */
final class LockTransactionSynchronization implements TransactionSynchronization {

	private static final Log logger = LogFactory.getLog(LockTransactionSynchronization.class);

	private final CommitGuard guard;

	private final Set<Participant> participants = new LinkedHashSet<>();

	private boolean checkedByListener;

	LockTransactionSynchronization(CommitGuard guard) {
		this.guard = guard;
	}

	boolean isGuardedBy(CommitGuard guard) {
		return this.guard == guard;
	}

	boolean add(Participant participant) {
		return this.participants.add(participant);
	}

	/**
	 * Leave the check to {@link LockTransactionListener#beforeCommit}.
	 */
	void checkedByListener() {
		this.checkedByListener = true;
	}

	/**
	 * Check the leases here, where transaction managers offer nothing later: callbacks of
	 * the application may follow.
	 */
	@Override
	public void beforeCommit(boolean readOnly) {
		if (!readOnly && !this.checkedByListener) {
			check();
		}
	}

	/**
	 * Check that the leases are held. Throws nothing that transaction managers take for a
	 * failure of their own: after a {@code TransactionException},
	 * {@code DataSourceTransactionManager} leaves the connection as it is, and resetting
	 * its autocommit commits the work.
	 */
	void check() {
		Map<Object, Object> others = resourcesOfOthers();
		others.keySet().forEach(TransactionSynchronizationManager::unbindResourceIfPossible);
		try {
			this.participants.forEach((participant) -> participant.beforeCommit(this.guard));
		}
		catch (TransactionException ex) {
			throw new LockStoreException("The locks of a transaction could not be checked before its commit", ex);
		}
		finally {
			others.forEach(TransactionSynchronizationManager::bindResource);
		}
	}

	/**
	 * Remembers what is bound to the thread: a transaction of another manager that now
	 * begins leaves it there. Its commit must not be guarded on the connection of this
	 * transaction, which stays open after it.
	 */
	@Override
	public void suspend() {
		TransactionSynchronizationManager.bindResource(this,
				new IdentityHashMap<>(TransactionSynchronizationManager.getResourceMap()));
	}

	@Override
	public void resume() {
		TransactionSynchronizationManager.unbindResourceIfPossible(this);
	}

	/**
	 * What is still bound of the transactions that are suspended.
	 */
	private static Map<Object, Object> resourcesOfOthers() {
		Map<Object, Object> bound = TransactionSynchronizationManager.getResourceMap();
		Map<Object, Object> others = new IdentityHashMap<>();
		bound.forEach((key, value) -> {
			if (key instanceof LockTransactionSynchronization && value instanceof Map<?, ?> remembered) {
				remembered.forEach((other, resource) -> {
					if (bound.get(other) == resource) {
						others.put(other, resource);
					}
				});
			}
		});
		return others;
	}

	/**
	 * Tells each, whatever becomes of the others: each may be what keeps a lock taken.
	 */
	@Override
	public void afterCompletion(int status) {
		for (Participant participant : this.participants) {
			try {
				participant.afterCompletion(outcome(status));
			}
			catch (RuntimeException ex) {
				logger.error("A lease could not be told of the end of a transaction", ex);
			}
		}
	}

	private static Outcome outcome(int status) {
		return switch (status) {
			case STATUS_COMMITTED -> Outcome.COMMITTED;
			case STATUS_ROLLED_BACK -> Outcome.ROLLED_BACK;
			default -> Outcome.UNKNOWN;
		};
	}

}
