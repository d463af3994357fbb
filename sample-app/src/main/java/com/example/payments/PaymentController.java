// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes payments.
 */
@RestController
class PaymentController {

	private final Payments payments;

	PaymentController(Payments payments) {
		this.payments = payments;
	}

	@PostMapping("/payments")
	@ResponseStatus(HttpStatus.CREATED)
	Payment pay(@RequestBody Order order) {
		return this.payments.add(order.amount());
	}

	/**
	 * What is asked for.
	 *
	 * @param amount how much, in cents
	 */
	record Order(long amount) {
	}

}
