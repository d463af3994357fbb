// SPDX-License-Identifier: Apache-2.0

/**
 * Shows that the locks hold, and that it would have been noticed if they did not.
 */
@NullMarked
package dev.distributedlock.torture;

import org.jspecify.annotations.NullMarked;
