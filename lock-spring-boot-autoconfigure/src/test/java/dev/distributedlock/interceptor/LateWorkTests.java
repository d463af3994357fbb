// SPDX-License-Identifier: Apache-2.0

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
