// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Clock;
import java.time.Instant;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.OnBusy;
import dev.distributedlock.OnLost;

import org.springframework.stereotype.Service;

/**
 * Settles the payments that are due, in one replica per tick.
 */
@Service
class Settlement {

	static final String JOB = "settlement";

	private final PaymentsProperties.Settlement properties;

	private final Payments payments;

	private final Bank bank;

	private final FencedJobs jobs;

	private final Clock clock;

	Settlement(PaymentsProperties properties, Payments payments, Bank bank, FencedJobs jobs, Clock clock) {
		this.properties = properties.settlement();
		this.payments = payments;
		this.bank = bank;
		this.jobs = jobs;
		this.clock = clock;
	}

	/**
	 * Run the settlement of a tick, unless another replica does. Nobody interrupts a run
	 * that lost its lease: the fence refuses what it writes.
	 */
	@DistributedLock(name = JOB, waitTime = "0s", minHoldTime = "30s", onBusy = OnBusy.SKIP, onLost = OnLost.NOTIFY)
	void run(Tick tick) {
		this.jobs.run(JOB, tick, this::settle);
	}

	private void settle(JobRun run) {
		Instant end = run.tick().time().plus(this.properties.timeBudget());
		for (Payment payment : this.payments.findDue(this.properties.batchSize())) {
			if (this.clock.instant().isAfter(end)) {
				// The next tick finds the rest, and the lock free.
				return;
			}
			this.bank.pay(payment);
			run.write(() -> this.payments.settle(payment.id()));
		}
	}

}
