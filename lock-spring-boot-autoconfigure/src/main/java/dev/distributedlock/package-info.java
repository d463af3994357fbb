// SPDX-License-Identifier: Apache-2.0

/**
 * What applications use: the annotation, the registry, the template, leases, exceptions
 * and events.
 */
@NullMarked
package dev.distributedlock;

import org.jspecify.annotations.NullMarked;
