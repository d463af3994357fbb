// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Knows which ticks need not have run: those at which a replica that was killed or
 * suspended had the lock, and its lease was not over. That is what a lease costs.
 *
 * @param grants the grants of all jobs' locks
 * @param faults what was done to the replicas
 */
record Excuses(List<Grant> grants, List<Fault> faults) {

	/**
	 * How much earlier than its tick a timer may go off, or how late a fault of ours may
	 * be recorded.
	 */
	private static final Duration TOLERANCE = Duration.ofMillis(20);

	boolean isExcused(Job job, Instant tick) {
		return this.grants.stream()
			.filter((grant) -> grant.isOf(job) && isOrphaned(grant))
			.anyMatch((grant) -> !tick.isBefore(job.tickAt(grant.acquiredAt().plus(TOLERANCE)))
					&& tick.isBefore(grant.expiresAt().plus(TOLERANCE)));
	}

	private boolean isOrphaned(Grant grant) {
		return this.faults.stream()
			.anyMatch((fault) -> fault.pid() == grant.pid() && grant.isHeldAt(fault.at())
					&& !grant.acquiredAt().isAfter(fault.at().plus(TOLERANCE)));
	}

}
