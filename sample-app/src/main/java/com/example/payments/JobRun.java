// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

/**
 * A run of a job under a lock.
 *
 * @param id identifies the run
 * @param job name of the job
 * @param tick what it runs for
 * @param token fencing token of the lock
 * @param fence decides whether the run may still write
 */
record JobRun(long id, String job, Tick tick, long token, Fence fence) {

	/**
	 * Write in a transaction that commits only if nobody with a newer token has written.
	 * @param write what to write
	 * @throws StaleWriteException if somebody has
	 */
	void write(Runnable write) {
		this.fence.write(this.job, this.token, write);
	}

}
