// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import dev.distributedlock.LockStoreException;

/**
 * The store has carried out a request, and warns that its standby does not have the
 * outcome.
 */
final class UnreplicatedException extends LockStoreException {

	private static final long serialVersionUID = 1L;

	private final transient Object outcome;

	UnreplicatedException(Object outcome) {
		super("The standby is away", null);
		this.outcome = outcome;
	}

	/**
	 * Return the outcome that a failover may undo.
	 */
	<T> T outcome(Class<T> type) {
		return type.cast(this.outcome);
	}

}
