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
package dev.distributedlock.test.transaction;

import java.util.Objects;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counters that lose updates unless somebody sees to it that they do not: what is written
 * is computed from what was read.
 *
 * @author The Distributed Lock authors
 */
class CounterTable {

	private final JdbcTemplate jdbc;

	CounterTable(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	int read(String key) {
		return Objects
			.requireNonNull(this.jdbc.queryForObject("SELECT total FROM counter WHERE id = ?", Integer.class, key));
	}

	void write(String key, int total) {
		this.jdbc.update("UPDATE counter SET total = ? WHERE id = ?", total, key);
	}

}
