// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import dev.distributedlock.DistributedLock;
import dev.distributedlock.LockContextHolder;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The accounts, one transfer at a time on each.
 */
@Service
class Accounts {

	private final JdbcClient jdbc;

	Accounts(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Transfer money to an account, or from it. The balance is read and written back,
	 * which loses updates where two do it at the same time: the lock is taken before the
	 * transaction begins and released after it has been committed.
	 */
	@DistributedLock(name = "account", key = "#accountId", waitTime = "2s")
	@Transactional
	Account transfer(String accountId, long amount) {
		long balance = balance(accountId) + amount;
		long token = LockContextHolder.requireLease().fencingToken();
		update(accountId, balance, token);
		this.jdbc.sql("INSERT INTO transfer (account_id, amount, token) VALUES (:account, :amount, :token)")
			.param("account", accountId)
			.param("amount", amount)
			.param("token", token)
			.update();
		return new Account(accountId, balance);
	}

	private long balance(String accountId) {
		return this.jdbc.sql("SELECT balance FROM account WHERE id = :id")
			.param("id", accountId)
			.query(Long.class)
			.optional()
			.orElseThrow(() -> new UnknownAccountException(accountId));
	}

	private void update(String accountId, long balance, long token) {
		int rows = this.jdbc
			.sql("UPDATE account SET balance = :balance, token = :token WHERE id = :id AND token <= :token")
			.param("balance", balance)
			.param("token", token)
			.param("id", accountId)
			.update();
		if (rows == 0) {
			throw new StaleWriteException("account " + accountId, token);
		}
	}

}
