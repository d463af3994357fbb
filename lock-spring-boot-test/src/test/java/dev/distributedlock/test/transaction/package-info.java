// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of locks and transactions together.
 */
@NullMarked
package dev.distributedlock.test.transaction;

import org.jspecify.annotations.NullMarked;
