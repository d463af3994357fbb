// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Clock;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Fires the report, as {@link SettlementSchedule} does the settlement.
 */
@Component
class ReportSchedule {

	private final CronTicks ticks;

	private final Report report;

	ReportSchedule(PaymentsProperties properties, Clock clock, Report report) {
		this.ticks = new CronTicks(properties.report().cron(), properties.report().tolerance(), clock);
		this.report = report;
	}

	@Scheduled(cron = "${payments.report.cron}")
	void fire() {
		this.ticks.due().ifPresent(this.report::run);
	}

}
