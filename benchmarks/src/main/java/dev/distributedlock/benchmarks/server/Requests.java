// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.benchmarks.server;

/**
 * What a server was asked.
 *
 * @param sent what clients sent
 * @param executed what was executed, inside of scripts too
 */
public record Requests(long sent, long executed) {
}
