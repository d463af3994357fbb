// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

/**
 * A payment.
 *
 * @param id identifies it
 * @param amount how much, in cents
 */
record Payment(long id, long amount) {
}
