// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import dev.distributedlock.LockLease;
import dev.distributedlock.torture.history.EffectKind;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The balances, in the database of the application.
 */
class Accounts {

	private final JdbcTemplate jdbc;

	private final Work work;

	Accounts(JdbcTemplate jdbc, Work work) {
		this.jdbc = jdbc;
		this.work = work;
	}

	/**
	 * Add one to a balance as it is not to be done without a lock, in the current
	 * transaction.
	 */
	void payIn(LockLease lease, String call, String account, long pauseMillis) throws InterruptedException {
		this.work.under(lease, call, () -> {
			Long amount = this.jdbc.queryForObject("SELECT amount FROM balance WHERE id = ?", Long.class, account);
			this.work.pause(pauseMillis);
			this.jdbc.update("UPDATE balance SET amount = ? WHERE id = ?", amount + 1, account);
			this.jdbc.update("INSERT INTO effect (kind, resource, id, token) VALUES (?, ?, ?, ?)", EffectKind.BALANCE,
					account, EffectKind.id(call, EffectKind.BALANCE), lease.fencingToken());
		});
	}

}
