/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

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
 * @author The Distributed Lock authors
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
