// SPDX-License-Identifier: Apache-2.0

/**
 * Stores that reach no further than their own process.
 */
@NullMarked
package dev.distributedlock.store.local;

import org.jspecify.annotations.NullMarked;
