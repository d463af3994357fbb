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
 *
 * @author The Distributed Lock authors
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
