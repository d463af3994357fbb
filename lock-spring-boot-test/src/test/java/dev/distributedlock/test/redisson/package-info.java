// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of the edges of locks in Redis, on real servers.
 */
@NullMarked
package dev.distributedlock.test.redisson;

import org.jspecify.annotations.NullMarked;
