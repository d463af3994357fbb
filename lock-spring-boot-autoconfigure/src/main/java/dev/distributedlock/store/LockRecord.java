// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.store;

import java.util.UUID;

import dev.distributedlock.LockHolder;

/**
 * What a store knows of a lock that is taken.
 *
 * @param lock which lock
 * @param acquisitionId the acquisition that took it
 * @param token the fencing token of the grant
 * @param holder who holds it
 * @since 0.1.0
 */
public record LockRecord(LockId lock, UUID acquisitionId, long token, LockHolder holder) {
}
