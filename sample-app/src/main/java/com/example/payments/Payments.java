// SPDX-License-Identifier: Apache-2.0

package com.example.payments;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.util.Assert;

/**
 * The payments, due and settled.
 */
@Repository
class Payments {

	private final JdbcClient jdbc;

	Payments(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Payment add(long amount) {
		GeneratedKeyHolder key = new GeneratedKeyHolder();
		this.jdbc.sql("INSERT INTO payment (amount) VALUES (:amount)").param("amount", amount).update(key, "id");
		Number id = key.getKey();
		Assert.state(id != null, "No generated key");
		return new Payment(id.longValue(), amount);
	}

	List<Payment> findDue(int limit) {
		return this.jdbc.sql("""
				SELECT id, amount FROM payment WHERE settled_at IS NULL
				ORDER BY id FETCH FIRST :limit ROWS ONLY
				""").param("limit", limit).query(Payment.class).list();
	}

	void settle(long id) {
		this.jdbc.sql("UPDATE payment SET settled_at = CURRENT_TIMESTAMP WHERE id = :id").param("id", id).update();
	}

}
