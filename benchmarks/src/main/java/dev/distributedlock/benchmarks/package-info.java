// SPDX-License-Identifier: Apache-2.0

/**
 * Measures the locks beside their alternatives and beside the floor of the same server.
 */
@NullMarked
package dev.distributedlock.benchmarks;

import org.jspecify.annotations.NullMarked;
