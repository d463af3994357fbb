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

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Can stand still after everything that is to be checked before a commit.
 *
 * @author The Distributed Lock authors
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
