// SPDX-License-Identifier: Apache-2.0

/**
 * Shows that one replica at a time runs the jobs of the application, whatever happens to
 * the replicas. No part of the application.
 */
@NullMarked
package com.example.payments.demo;

import org.jspecify.annotations.NullMarked;
