// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import dev.distributedlock.LockContext;
import dev.distributedlock.LockContextHolder;
import dev.distributedlock.LockLease;
import dev.distributedlock.LockLostException;
import dev.distributedlock.engine.DefaultLockRegistry;

import org.springframework.transaction.TransactionExecution;

/**
 * The leases that reactive transactions began under. Whether they are held is told by
 * their deadline alone: nothing may block here.
 */
final class ReactiveTransactionLeases {

	private final Map<TransactionExecution, List<LockLease>> leases = Collections.synchronizedMap(new WeakHashMap<>());

	/**
	 * Remember the leases of the current call chain.
	 */
	void begin(TransactionExecution transaction) {
		List<LockLease> chain = new ArrayList<>();
		for (LockContext context = LockContextHolder.getContext(); context != null; context = context.parent()) {
			chain.add(context.lease());
		}
		if (!chain.isEmpty() && transaction.isNewTransaction() && !transaction.isNested()
				&& !transaction.isReadOnly()) {
			this.leases.put(transaction, chain);
		}
	}

	void check(TransactionExecution transaction) {
		List<LockLease> chain = this.leases.remove(transaction);
		if (chain != null) {
			chain.stream().filter((lease) -> isMissing(lease, lease == chain.get(0))).findFirst().ifPresent((lease) -> {
				throw new LockLostException(lease, "it was not held any more when its transaction was about to commit");
			});
		}
	}

	/**
	 * A chain of calls may outlive the levels around it, but not the innermost one.
	 */
	private static boolean isMissing(LockLease lease, boolean innermost) {
		return !lease.isHeld() && (innermost || !DefaultLockRegistry.isReleased(lease));
	}

}
