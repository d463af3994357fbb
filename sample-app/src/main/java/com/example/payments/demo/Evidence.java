// SPDX-License-Identifier: Apache-2.0

package com.example.payments.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The database's own records.
 *
 * @param from ticks count that come after this
 * @param upTo ticks count that do not come after this
 * @param leaseTime how long a crashed holder blocks others
 * @param runs all runs, in the order of their starts
 * @param grants all grants of the jobs' locks, in the order of their tokens
 * @param faults what was done to the replicas
 * @param refusedWrites what the fence refused
 * @param lostUpdates by how many transfers the balances are wrong
 */
record Evidence(Instant from, Instant upTo, Duration leaseTime, List<Run> runs, List<Grant> grants, List<Fault> faults,
		List<RefusedWrite> refusedWrites, long lostUpdates) {

	long count(Fault.Kind kind) {
		return this.faults.stream().filter((fault) -> fault.kind() == kind).count();
	}

}
