// SPDX-License-Identifier: Apache-2.0

/**
 * Tests that every lock store has to pass, for authors of stores.
 */
@NullMarked
package dev.distributedlock.test;

import org.jspecify.annotations.NullMarked;
