// SPDX-License-Identifier: Apache-2.0

/**
 * The servers, and what can be counted there.
 */
@NullMarked
package dev.distributedlock.benchmarks.server;

import org.jspecify.annotations.NullMarked;
