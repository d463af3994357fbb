// SPDX-License-Identifier: Apache-2.0

/**
 * What happens in the JVM, measured by JMH.
 */
@NullMarked
package dev.distributedlock.benchmarks.jvm;

import org.jspecify.annotations.NullMarked;
