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

package dev.distributedlock.fencing;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * One statement that never fails, as an error would abort the caller's transaction.
 *
 * @author The Distributed Lock authors
 */
final class PostgresFenceDialect implements FenceDialect {

	private final String raise;

	PostgresFenceDialect(String table) {
		this.raise = """
				INSERT INTO %s AS f (resource_id, token) VALUES (?, ?)
				ON CONFLICT (resource_id) DO UPDATE SET token = greatest(f.token, excluded.token)
				RETURNING f.token""".formatted(table);
	}

	@Override
	public long raise(JdbcOperations jdbc, String resourceId, long token) {
		return FenceDialect.queryForToken(jdbc, this.raise, resourceId, token);
	}

}
