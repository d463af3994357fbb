// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

/**
 * A write that the fence refused.
 *
 * @param job name of the job
 * @param replica where it came from
 * @param token the stale token
 */
record RefusedWrite(String job, String replica, long token) {
}
