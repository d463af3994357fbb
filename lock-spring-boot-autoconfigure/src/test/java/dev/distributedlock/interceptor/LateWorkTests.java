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

package dev.distributedlock.interceptor;

import java.util.Optional;

import dev.distributedlock.LockLease;
import dev.distributedlock.LockRegistry;
import dev.distributedlock.LockRequest;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.local.LocalLockStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base of the tests of locked methods that return before their work is done.
 *
 * @author The Distributed Lock authors
 */
abstract class LateWorkTests {

	static final LockRequest REQUEST = LockRequest.of("job");

	final LockStore store = new LocalLockStore();

	static boolean isFree(LockRegistry registry) {
		Optional<LockLease> lease = registry.tryAcquire(REQUEST);
		lease.ifPresent(LockLease::release);
		return lease.isPresent();
	}

	/**
	 * Have the store forget a lease, and its holder notice.
	 */
	void lose(LockLease lease) {
		LockRecord record = this.store.list(null, 1).get(0);
		assertThat(this.store.forceRelease(record.lock())).isTrue();
		assertThat(lease.verify()).isFalse();
	}

}
