// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.engine;

/**
 * A moment by two clocks: one that only passes, and the wall clock, which goes on while
 * the machine is suspended but can be set.
 *
 * @param nanoTime nanoseconds since an arbitrary moment, which may wrap
 * @param wallNanos nanoseconds since the epoch
 */
record Moment(long nanoTime, long wallNanos) {
}
