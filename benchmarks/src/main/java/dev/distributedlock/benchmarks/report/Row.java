// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.report;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One measure.
 *
 * @param measure what was measured, and in what unit
 * @param bar what has to be reached, null if nothing has
 * @param figures the figures by contender
 */
public record Row(String measure, @Nullable Bar bar, Map<String, Figures> figures) {
}
