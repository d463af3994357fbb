// SPDX-License-Identifier: Apache-2.0

/**
 * What is measured, the same way for every contender.
 */
@NullMarked
package dev.distributedlock.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
