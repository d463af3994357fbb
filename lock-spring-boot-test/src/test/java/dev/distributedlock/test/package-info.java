// SPDX-License-Identifier: Apache-2.0

/**
 * The stores of this project before the conformance suite, and the suite before stores
 * that must not pass.
 */
@NullMarked
package dev.distributedlock.test;

import org.jspecify.annotations.NullMarked;
