// SPDX-License-Identifier: Apache-2.0

/**
 * Payments that are settled by one replica at a time.
 */
@NullMarked
package com.example.payments;

import org.jspecify.annotations.NullMarked;
