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

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.util.Assert;

/**
 * The payments, due and settled.
 *
 * @author The Distributed Lock authors
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
