// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

/**
 * An account.
 *
 * @param id identifies it
 * @param balance what is on it, in cents
 */
record Account(String id, long balance) {
}
