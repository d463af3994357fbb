// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.torture.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a flawed store works with, and has in common with the other replicas.
 *
 * @param jdbc where the lock table is
 * @param counter counts
 * @param notifications whether the store accepts none
 */
record SharedState(JdbcTemplate jdbc, AtomicLong counter, Outage notifications) {

	private static final Map<String, AtomicLong> COUNTERS = new ConcurrentHashMap<>();

	static SharedState of(String database, JdbcTemplate jdbc, Outage notifications) {
		return new SharedState(jdbc, COUNTERS.computeIfAbsent(database, (name) -> new AtomicLong()), notifications);
	}

}
