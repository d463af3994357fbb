// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets a write pass only if no write with a newer token has passed before.
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
