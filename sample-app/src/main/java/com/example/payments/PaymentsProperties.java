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

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the application.
 *
 * @param instance what this replica is called in its records
 * @param bankLatency how long a call of the bank takes
 * @param settlement when and how much is settled
 * @param report when the report is written
 * @author The Distributed Lock authors
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
