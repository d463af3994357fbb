// SPDX-License-Identifier: Apache-2.0

/**
 * Applications that use locks as applications do, and record what they do.
 */
@NullMarked
package dev.distributedlock.torture.worker;

import org.jspecify.annotations.NullMarked;
