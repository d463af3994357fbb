// SPDX-License-Identifier: Apache-2.0

/**
 * Ties transactions of the application to the locks that they run under.
 */
@NullMarked
package dev.distributedlock.transaction;

import org.jspecify.annotations.NullMarked;
