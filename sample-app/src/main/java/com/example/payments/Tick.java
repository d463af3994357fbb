// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Duration;
import java.time.Instant;

/**
 * One time at which a cron job is due.
 *
 * @param time the nominal time, the same in all replicas
 * @param tolerance how much later than that the job may begin
 */
record Tick(Instant time, Duration tolerance) {

	boolean isOver(Instant now) {
		return now.isAfter(this.time.plus(this.tolerance));
	}

}
