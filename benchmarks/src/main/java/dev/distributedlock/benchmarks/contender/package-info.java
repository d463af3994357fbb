// SPDX-License-Identifier: Apache-2.0

/**
 * Who is measured: the locks of this project, their alternatives, and the floors.
 */
@NullMarked
package dev.distributedlock.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
