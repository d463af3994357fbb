// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test;

import java.util.Collection;
import java.util.Map;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

/**
 * Base of the tests of a {@link ReferenceStore}.
 */
abstract class ReferenceStoreConformanceTests extends LockStoreConformanceTests {

	private final ReferenceStore store;

	ReferenceStoreConformanceTests(ReferenceStore store) {
		this.store = store;
	}

	@Override
	protected LockStore store() {
		return this.store;
	}

	@Override
	protected LockStore otherStore() {
		return this.store;
	}

	@Override
	protected AutoCloseable blockRow(LockId lock) {
		return this.store.block(lock);
	}

	@Override
	protected void forgetEverything() {
		this.store.forgetEverything();
	}

	@Override
	protected void setToken(LockId lock, long token) {
		this.store.setToken(lock, token);
	}

	@Override
	protected Map<LockId, Long> rememberedTokens(Collection<LockId> locks) {
		return this.store.tokens(locks);
	}

}
