// SPDX-License-Identifier: Apache-2.0

/**
 * The results, as Markdown and JSON.
 */
@NullMarked
package dev.distributedlock.benchmarks.report;

import org.jspecify.annotations.NullMarked;
