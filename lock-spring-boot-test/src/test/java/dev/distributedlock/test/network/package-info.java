// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of locks whose network, or whose server, fails.
 */
@NullMarked
package dev.distributedlock.test.network;

import org.jspecify.annotations.NullMarked;
