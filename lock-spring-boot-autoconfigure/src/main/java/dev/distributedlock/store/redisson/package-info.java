// SPDX-License-Identifier: Apache-2.0

/**
 * Locks in Redis or Valkey, with Redisson as the client.
 */
@NullMarked
package dev.distributedlock.store.redisson;

import org.jspecify.annotations.NullMarked;
