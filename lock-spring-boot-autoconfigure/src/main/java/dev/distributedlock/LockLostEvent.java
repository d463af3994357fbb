// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

/**
 * Application event: a lease was lost before it was released. Published once per lease,
 * on a thread of its own.
 *
 * @param lease the lost lease
 * @param reason why it counts as lost
 * @since 0.1.0
 */
public record LockLostEvent(LockLease lease, String reason) {
}
