// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A run of a job, as the database recorded it.
 *
 * @param id identifies it, in the order of the starts
 * @param job name of the job
 * @param tick what it ran for
 * @param replica where it ran
 * @param token fencing token of its lock
 * @param startedAt when it started
 * @param completedAt when it completed behind the fence; null if it never did
 */
record Run(long id, String job, Instant tick, String replica, long token, Instant startedAt,
		@Nullable Instant completedAt) {

	/**
	 * Whether the run had its effect.
	 */
	boolean isEffective() {
		return this.completedAt != null;
	}

	boolean isOf(Job job) {
		return this.job.equals(job.name());
	}

	/**
	 * Whether the run was over well before the next tick.
	 */
	boolean isQuickSettlement() {
		return isOf(Job.SETTLEMENT) && this.completedAt != null && this.completedAt.isBefore(this.tick.plusMillis(600));
	}

	/**
	 * Whether the run had not completed when another started.
	 */
	boolean overlaps(Run later) {
		return this.completedAt != null && this.completedAt.isAfter(later.startedAt);
	}

}
