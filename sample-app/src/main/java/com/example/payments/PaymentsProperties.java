// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the application.
 *
 * @param instance what this replica is called in its records
 * @param bankLatency how long a call of the bank takes
 * @param settlement when and how much is settled
 * @param report when the report is written
 */
@ConfigurationProperties("payments")
record PaymentsProperties(String instance, Duration bankLatency, Settlement settlement, Report report) {

	/**
	 * Settings of the settlement.
	 *
	 * @param cron when it runs
	 * @param tolerance how late it may begin
	 * @param timeBudget how long after its tick it may still take on another payment
	 * @param batchSize how many payments it settles at most
	 */
	record Settlement(String cron, Duration tolerance, Duration timeBudget, int batchSize) {
	}

	/**
	 * Settings of the report.
	 *
	 * @param cron when it runs
	 * @param tolerance how late it may begin
	 */
	record Report(String cron, Duration tolerance) {
	}

}
