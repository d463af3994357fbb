// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import dev.distributedlock.store.DelegatingLockStore;
import dev.distributedlock.store.LockStore;

/**
 * Does what another store does.
 */
class DelegatingStore extends DelegatingLockStore {

	private final LockStore store;

	DelegatingStore(LockStore store) {
		this.store = store;
	}

	@Override
	protected LockStore delegate() {
		return this.store;
	}

}
