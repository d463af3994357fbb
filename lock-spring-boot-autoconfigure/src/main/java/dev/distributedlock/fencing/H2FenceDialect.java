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

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * One statement, and once more if somebody else has inserted the resource between its
 * look and its insert.
 *
 * @author The Distributed Lock authors
 */
final class H2FenceDialect implements FenceDialect {

	private final String raise;

	H2FenceDialect(String table) {
		this.raise = """
				SELECT token FROM FINAL TABLE (
					MERGE INTO %s f USING DUAL ON f.resource_id = ?1
					WHEN MATCHED THEN UPDATE SET token = GREATEST(f.token, CAST(?2 AS BIGINT))
					WHEN NOT MATCHED THEN INSERT (resource_id, token) VALUES (?1, ?2))""".formatted(table);
	}

	@Override
	public long raise(JdbcOperations jdbc, String resourceId, long token) {
		try {
			return FenceDialect.queryForToken(jdbc, this.raise, resourceId, token);
		}
		catch (DuplicateKeyException ex) {
			return FenceDialect.queryForToken(jdbc, this.raise, resourceId, token);
		}
	}

}
