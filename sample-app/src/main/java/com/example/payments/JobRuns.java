// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.time.ZoneOffset;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.util.Assert;

/**
 * The records of what ran where. Times are the database's, the only clock that all
 * replicas share.
 */
@Repository
class JobRuns {

	private final JdbcClient jdbc;

	private final String replica;

	JobRuns(JdbcClient jdbc, PaymentsProperties properties) {
		this.jdbc = jdbc;
		this.replica = properties.instance();
	}

	long start(String job, Tick tick, long token) {
		GeneratedKeyHolder key = new GeneratedKeyHolder();
		this.jdbc.sql("""
				INSERT INTO job_run (job, tick, replica, token, started_at)
				VALUES (:job, :tick, :replica, :token, CURRENT_TIMESTAMP)
				""")
			.param("job", job)
			.param("tick", tick.time().atOffset(ZoneOffset.UTC))
			.param("replica", this.replica)
			.param("token", token)
			.update(key, "id");
		Number id = key.getKey();
		Assert.state(id != null, "No generated key");
		return id.longValue();
	}

	void complete(long id) {
		this.jdbc.sql("UPDATE job_run SET completed_at = CURRENT_TIMESTAMP WHERE id = :id").param("id", id).update();
	}

	void recordRefusal(String job, long token) {
		this.jdbc.sql("""
				INSERT INTO refused_write (job, replica, token, refused_at)
				VALUES (:job, :replica, :token, CURRENT_TIMESTAMP)
				""").param("job", job).param("replica", this.replica).param("token", token).update();
	}

}
