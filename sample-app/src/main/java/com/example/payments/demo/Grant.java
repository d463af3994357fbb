// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Instant;

/**
 * A grant of a job's lock, put together from all versions of it that the database kept.
 *
 * @param job name of the job
 * @param token fencing token of the grant
 * @param pid process that it was granted to
 * @param acquiredAt when it was granted
 * @param expiresAt when it ended, or would have ended, at last
 * @param released whether its holder gave it back
 */
record Grant(String job, long token, long pid, Instant acquiredAt, Instant expiresAt, boolean released) {

	boolean isOf(Job job) {
		return this.job.equals(job.name());
	}

	boolean isHeldAt(Instant time) {
		return !this.released && this.expiresAt.isAfter(time);
	}

}
