// SPDX-License-Identifier: Apache-2.0

/**
 * Servers for tests: in a container where Docker works, otherwise from binaries.
 */
@NullMarked
package dev.distributedlock.test.server;

import org.jspecify.annotations.NullMarked;
