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

import dev.distributedlock.LockLease;
import dev.distributedlock.torture.history.EffectKind;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The balances, in the database of the application.
 *
 * @author The Distributed Lock authors
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
