// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

/**
 * Tests of {@link LocalLockStore}.
 */
class LocalLockStoreTests extends LockStoreConformanceTests {

	private static final LocalLockStore store = new LocalLockStore();

	@Override
	protected LockStore store() {
		return store;
	}

	@Override
	protected LockStore otherStore() {
		return store;
	}

}
