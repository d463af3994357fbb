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

package com.example.payments;

/**
 * A run of a job under a lock.
 *
 * @param id identifies the run
 * @param job name of the job
 * @param tick what it runs for
 * @param token fencing token of the lock
 * @param fence decides whether the run may still write
 * @author The Distributed Lock authors
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
