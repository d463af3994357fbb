// SPDX-License-Identifier: Apache-2.0

/**
 * The advice behind {@link dev.distributedlock.DistributedLock @DistributedLock}:
 * annotation metadata, SpEL keys and return types.
 */
@NullMarked
package dev.distributedlock.interceptor;

import org.jspecify.annotations.NullMarked;
