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
 * @author The Distributed Lock authors
 */
record Evidence(Instant from, Instant upTo, Duration leaseTime, List<Run> runs, List<Grant> grants, List<Fault> faults,
		List<RefusedWrite> refusedWrites, long lostUpdates) {

	long count(Fault.Kind kind) {
		return this.faults.stream().filter((fault) -> fault.kind() == kind).count();
	}

}
