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
 * @author The Distributed Lock authors
 */
record Grant(String job, long token, long pid, Instant acquiredAt, Instant expiresAt, boolean released) {

	boolean isOf(Job job) {
		return this.job.equals(job.name());
	}

	boolean isHeldAt(Instant time) {
		return !this.released && this.expiresAt.isAfter(time);
	}

}
