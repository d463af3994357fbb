// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.transaction;

import java.util.Objects;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Counters that lose updates unless somebody sees to it that they do not: what is written
 * is computed from what was read.
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
