// SPDX-License-Identifier: Apache-2.0

/**
 * What is recorded, and what it must look like.
 */
@NullMarked
package dev.distributedlock.torture.history;

import org.jspecify.annotations.NullMarked;
