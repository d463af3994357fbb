// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of fences, on every database that they can be kept in.
 */
@NullMarked
package dev.distributedlock.test.fencing;

import org.jspecify.annotations.NullMarked;
