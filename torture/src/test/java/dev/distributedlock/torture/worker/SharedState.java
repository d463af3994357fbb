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
 * @author The Distributed Lock authors
 */
record SharedState(JdbcTemplate jdbc, AtomicLong counter, Outage notifications) {

	private static final Map<String, AtomicLong> COUNTERS = new ConcurrentHashMap<>();

	static SharedState of(String database, JdbcTemplate jdbc, Outage notifications) {
		return new SharedState(jdbc, COUNTERS.computeIfAbsent(database, (name) -> new AtomicLong()), notifications);
	}

}
