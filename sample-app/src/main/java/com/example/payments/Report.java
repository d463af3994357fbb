// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Writes down what has been settled so far, in one replica per tick.
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
