// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

import dev.distributedlock.LockContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks for what must not be left on a thread that goes back to its pool.
 */
public final class ThreadLeftovers {

	private ThreadLeftovers() {
	}

	/**
	 * Check the current thread.
	 */
	public static void assertNone() {
		assertThat(LockContextHolder.getContext()).as("lock context").isNull();
		assertThat(TransactionLeases.isEmpty()).as("no leases of transactions").isTrue();
		assertThat(Thread.interrupted()).as("interrupted").isFalse();
	}

}
