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

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets a write pass only if no write with a newer token has passed before.
 *
 * @author The Distributed Lock authors
 */
@Component
class Fence {

	private final JdbcClient jdbc;

	private final TransactionTemplate transaction;

	Fence(JdbcClient jdbc, TransactionTemplate transaction) {
		this.jdbc = jdbc;
		this.transaction = transaction;
	}

	void write(String job, long token, Runnable write) {
		this.transaction.executeWithoutResult((status) -> {
			pass(job, token);
			write.run();
		});
	}

	private void pass(String job, long token) {
		int rows = this.jdbc.sql("UPDATE job_fence SET token = :token WHERE job = :job AND token <= :token")
			.param("job", job)
			.param("token", token)
			.update();
		if (rows == 0) {
			throw new StaleWriteException(job, token);
		}
	}

}
