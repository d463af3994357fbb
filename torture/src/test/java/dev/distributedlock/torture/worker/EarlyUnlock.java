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

package dev.distributedlock.torture.worker;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the lock inside of the transaction, where nobody keeps it until the commit.
 *
 * @author The Distributed Lock authors
 */
final class EarlyUnlock implements Payment {

	private final Accounts accounts;

	private final LockTemplate locks;

	private final TransactionTemplate transactions;

	EarlyUnlock(Accounts accounts, LockTemplate locks, TransactionTemplate transactions) {
		this.accounts = accounts;
		this.locks = locks;
		this.transactions = transactions;
	}

	@Override
	public void payIn(String call, String key, long pauseMillis) throws InterruptedException {
		this.transactions.executeWithoutResult((transaction) -> {
			try {
				this.locks.executeWithoutResult(LockRequest.of("hot", key).waitTime(Duration.ofSeconds(1)),
						(lease) -> this.accounts.payIn(lease, call, key, pauseMillis));
			}
			catch (InterruptedException ex) {
				throw new UndeclaredThrowableException(ex);
			}
		});
	}

}
