// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of the application.
 */
@NullMarked
package com.example.payments;

import org.jspecify.annotations.NullMarked;
