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

import dev.distributedlock.DistributedLock;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Writes down what has been settled so far, in one replica per tick.
 *
 * @author The Distributed Lock authors
 */
@Service
class Report {

	static final String JOB = "report";

	private final JdbcClient jdbc;

	private final FencedJobs jobs;

	Report(JdbcClient jdbc, FencedJobs jobs) {
		this.jdbc = jdbc;
		this.jobs = jobs;
	}

	/**
	 * Write the report of a tick, unless another replica does.
	 */
	@DistributedLock(name = JOB, waitTime = "0s", minHoldTime = "5m", onBusy = OnBusy.SKIP, onLost = OnLost.NOTIFY)
	void run(Tick tick) {
		this.jobs.run(JOB, tick, (run) -> run.write(this::insert));
	}

	private void insert() {
		this.jdbc.sql("""
				INSERT INTO report (created_at, payments, amount)
				SELECT CURRENT_TIMESTAMP, COUNT(*), COALESCE(SUM(amount), 0) FROM payment WHERE settled_at IS NOT NULL
				""").update();
	}

}
