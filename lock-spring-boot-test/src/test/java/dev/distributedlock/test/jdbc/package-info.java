// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of the edges of locks in SQL databases, on every product.
 */
@NullMarked
package dev.distributedlock.test.jdbc;

import org.jspecify.annotations.NullMarked;
