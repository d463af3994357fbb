// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Can stand still after everything that is to be checked before a commit.
 */
class PausingTransactionManager extends JdbcTransactionManager {

	private static final long serialVersionUID = 1L;

	private final transient Standstill standstill = new Standstill();

	private final boolean slow;

	/**
	 * Create a new transaction manager.
	 * @param dataSource of which database
	 * @param slow whether every commit takes a while
	 */
	PausingTransactionManager(DataSource dataSource, boolean slow) {
		super(dataSource);
		this.slow = slow;
	}

	void freeze(Duration duration) {
		this.standstill.begin(duration);
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		if (this.slow) {
			this.standstill.begin(Duration.ofMillis(20));
		}
		this.standstill.pass();
		super.doCommit(status);
	}

}
