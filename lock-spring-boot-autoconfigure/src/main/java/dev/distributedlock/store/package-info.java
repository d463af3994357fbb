// SPDX-License-Identifier: Apache-2.0

/**
 * What a backend implements: a handful of operations, one round trip each, and no policy.
 */
@NullMarked
package dev.distributedlock.store;

import org.jspecify.annotations.NullMarked;
