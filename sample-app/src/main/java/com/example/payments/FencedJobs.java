// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Clock;
import java.util.function.Consumer;

import dev.distributedlock.LockContextHolder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Runs jobs that hold a lock, so that no write of theirs is accepted once another replica
 * has the lock. A lock alone cannot do that: a process may be suspended for longer than
 * its lease between looking at the lock and writing.
 */
@Component
class FencedJobs {

	private static final Log logger = LogFactory.getLog(FencedJobs.class);

	private final JobRuns runs;

	private final Fence fence;

	private final Clock clock;

	FencedJobs(JobRuns runs, Fence fence, Clock clock) {
		this.runs = runs;
		this.fence = fence;
		this.clock = clock;
	}

	/**
	 * Run a job under the lock that the caller holds.
	 * @param job name of the job
	 * @param tick what it runs for
	 * @param work what it does; writes through the run that it is given
	 */
	void run(String job, Tick tick, Consumer<JobRun> work) {
		if (tick.isOver(this.clock.instant())) {
			// The way from the schedule to the lock took too long: the tick may have been
			// run, and the minimum hold time of that run may have passed.
			return;
		}
		long token = LockContextHolder.requireLease().fencingToken();
		JobRun run = new JobRun(this.runs.start(job, tick, token), job, tick, token, this.fence);
		try {
			work.accept(run);
			run.write(() -> this.runs.complete(run.id()));
		}
		catch (StaleWriteException ex) {
			logger.warn("The " + job + " of " + tick.time() + " stops: " + ex.getMessage());
			this.runs.recordRefusal(job, token);
		}
	}

}
