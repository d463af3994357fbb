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

package dev.distributedlock.benchmarks.server;

import java.util.UUID;

import org.h2.engine.Constants;

/**
 * H2, in the memory of this process.
 *
 * @author The Distributed Lock authors
 */
public final class H2Database implements Database {

	private final String url = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID());

	public H2Database() {
		createTables();
	}

	@Override
	public String url() {
		return this.url;
	}

	@Override
	public String username() {
		return "sa";
	}

	@Override
	public String version() {
		return "H2 " + Constants.VERSION;
	}

	@Override
	public String floorUpsert() {
		return "MERGE INTO floor KEY (lock_key) VALUES (?, ?, DATEADD(SECOND, 30, CURRENT_TIMESTAMP))";
	}

	/**
	 * The database goes with the process.
	 */
	@Override
	public void close() {
	}

}
