// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Clock;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Fires the settlement. A fire that is too late ends here, before it asks for the lock:
 * it would only keep the lock from those who are in time for the next tick.
 * <p>
 * One run per tick needs {@code tolerance < minHoldTime}, so that nobody can be granted
 * the lock again for the same tick, and {@code tolerance + minHoldTime < period}, so that
 * the lock is free for the next one. The difference is how far the clocks of the replicas
 * may be apart.
 */
@Component
class SettlementSchedule {

	private final CronTicks ticks;

	private final Settlement settlement;

	SettlementSchedule(PaymentsProperties properties, Clock clock, Settlement settlement) {
		this.ticks = new CronTicks(properties.settlement().cron(), properties.settlement().tolerance(), clock);
		this.settlement = settlement;
	}

	@Scheduled(cron = "${payments.settlement.cron}")
	void fire() {
		this.ticks.due().ifPresent(this.settlement::run);
	}

}
