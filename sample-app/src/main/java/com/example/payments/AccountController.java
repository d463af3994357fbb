// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import dev.distributedlock.LockLostException;
import dev.distributedlock.LockNotAcquiredException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes transfers.
 */
@RestController
class AccountController {

	private final Accounts accounts;

	AccountController(Accounts accounts) {
		this.accounts = accounts;
	}

	@PostMapping("/accounts/{id}/transfers")
	Account transfer(@PathVariable String id, @RequestBody Transfer transfer) {
		return this.accounts.transfer(id, transfer.amount());
	}

	@ExceptionHandler(LockNotAcquiredException.class)
	ProblemDetail busy() {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The account is busy, try again");
	}

	@ExceptionHandler
	ProblemDetail unknown(UnknownAccountException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, ex.getMessage());
	}

	@ExceptionHandler({ LockLostException.class, StaleWriteException.class })
	ProblemDetail lost() {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"The transfer took too long, look at the balance before you try again");
	}

	/**
	 * What is asked for.
	 *
	 * @param amount how much, in cents; negative takes it from the account
	 */
	record Transfer(long amount) {
	}

}
