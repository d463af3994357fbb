/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.distributedlock.test;

import java.util.Collection;
import java.util.Map;

import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockStore;

/**
 * Base of the tests of a {@link ReferenceStore}.
 *
 * @author The Distributed Lock authors
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
