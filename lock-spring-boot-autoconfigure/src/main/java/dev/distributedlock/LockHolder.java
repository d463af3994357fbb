// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock, as the store told it.
 *
 * @param owner description of the holding process; null if the holder is gone and only
 * the minimum hold time keeps the lock taken
 * @param heldFor how long ago the lock was granted
 * @param remaining how long the grant lasts unless it is renewed
 * @since 0.1.0
 */
public record LockHolder(@Nullable String owner, Duration heldFor, Duration remaining) {
}
