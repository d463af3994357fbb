// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;

import dev.distributedlock.LockRequest;
import dev.distributedlock.LockTemplate;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the lock inside of the transaction, where nobody keeps it until the commit.
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
