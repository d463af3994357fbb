// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

/**
 * A way to increment a counter under a lock and in a transaction. Between the reading and
 * the writing, something may happen.
 */
interface Counter {

	void increment(String key, Runnable meanwhile);

}
