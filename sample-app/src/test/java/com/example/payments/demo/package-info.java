// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of the demonstration.
 */
@NullMarked
package com.example.payments.demo;

import org.jspecify.annotations.NullMarked;
