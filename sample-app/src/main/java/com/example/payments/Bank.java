// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.Duration;

import org.springframework.stereotype.Component;

/**
 * Stands for a bank that takes its time.
 */
@Component
class Bank {

	private final Duration latency;

	Bank(PaymentsProperties properties) {
		this.latency = properties.bankLatency();
	}

	void pay(Payment payment) {
		try {
			Thread.sleep(this.latency.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while paying " + payment, ex);
		}
	}

}
