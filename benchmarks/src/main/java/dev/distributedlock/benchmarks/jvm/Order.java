// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.jvm;

/**
 * An argument that a key is taken from.
 *
 * @param id the key
 * @param state something else
 */
public record Order(long id, String state) {
}
