// SPDX-License-Identifier: Apache-2.0

/**
 * Guards resources in SQL databases by fencing tokens. Unlike the lock store, it works on
 * the application's connections, within the application's transactions.
 */
@NullMarked
package dev.distributedlock.fencing;

import org.jspecify.annotations.NullMarked;
