// SPDX-License-Identifier: Apache-2.0

/**
 * Auto-configuration: the only place that knows all others.
 */
@NullMarked
package dev.distributedlock.autoconfigure;

import org.jspecify.annotations.NullMarked;
